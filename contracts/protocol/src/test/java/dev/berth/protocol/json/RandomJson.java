package dev.berth.protocol.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Random documents, numbers and damage; the same for the same seed.
public final class RandomJson {
    private static final String[] PIECES = {
        "", "a", "\"", "\\", "é", "€", "😀", "\n", "\u0001", "/", "name", " ", "\u007f", "\u2028"
    };
    private static final String DAMAGE =
            "{}[],:\"\\ 0123456789.-+eEtrufalsn\u00ff\u00c3\u00a9\u0000";

    private RandomJson() {}

    static Object document(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> random.nextBoolean();
            case 1 -> random.nextLong() >> random.nextInt(64);
            case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(-30, 30));
            case 3, 4 -> text(random);
            case 5 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(document(random, depth - 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put(text(random), document(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static String text(SplittableRandom random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /// A decimal number of any length and size, many of them near the middle of two floats.
    static String number(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> Double.toString(Math.abs(finite(random)));
            case 1 -> Float.toString(Math.abs((float) random.nextGaussian()));
            case 2 -> Double.toString((float) random.nextGaussian()).replace("-", "");
            case 3 -> {
                float low = (float) Math.exp(random.nextDouble(-80, 80));
                double middle = ((double) low + Math.nextUp(low)) / 2;
                yield new BigDecimal(middle).toString();
            }
            default ->
                    (random.nextLong() >>> random.nextInt(63))
                            + "."
                            + (random.nextLong() >>> 1 >>> random.nextInt(60))
                            + "e"
                            + random.nextInt(-40, 40);
        };
    }

    private static double finite(SplittableRandom random) {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) ? value : 1;
    }

    /// The bytes with one to three of them changed, removed, added or cut off.
    public static byte[] damage(SplittableRandom random, byte[] bytes) {
        byte[] damaged = bytes.clone();
        for (int i = random.nextInt(1, 4); i > 0 && damaged.length > 0; i--) {
            int at = random.nextInt(damaged.length);
            byte piece = (byte) DAMAGE.charAt(random.nextInt(DAMAGE.length()));
            switch (random.nextInt(5)) {
                case 0, 1 -> damaged[at] = piece;
                case 2 -> damaged = Arrays.copyOf(damaged, at);
                case 3 -> {
                    System.arraycopy(damaged, at + 1, damaged, at, damaged.length - at - 1);
                    damaged = Arrays.copyOf(damaged, damaged.length - 1);
                }
                default -> {
                    damaged = Arrays.copyOf(damaged, damaged.length + 1);
                    System.arraycopy(damaged, at, damaged, at + 1, damaged.length - at - 1);
                    damaged[at] = piece;
                }
            }
        }
        return damaged;
    }
}
