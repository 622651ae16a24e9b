package dev.berth.encoding.region;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/// Small maps with pixels above 0.5 here and there, for comparing algorithms with slow ones.
final class RandomMaps {
    static final double THRESHOLD = 0.5;

    private final Random random;

    RandomMaps(long seed) {
        random = new Random(seed);
    }

    static long seed() {
        return Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
    }

    record Pixel(int x, int y) {}

    /// A map and its runs.
    record Sample(List<List<Float>> rows, RunLengthMask runs) {
        int width() {
            return rows.getFirst().size();
        }

        int height() {
            return rows.size();
        }

        boolean isAbove(int x, int y) {
            return x >= 0
                    && x < width()
                    && y >= 0
                    && y < height()
                    && rows.get(y).get(x) > THRESHOLD;
        }

        /// The pixels of a region.
        List<Pixel> pixels(Components components, int component) {
            List<Pixel> pixels = new ArrayList<>();
            int end = components.start(component + 1);
            for (int place = components.start(component); place < end; place++) {
                int run = components.run(place);
                for (int x = runs.from(run); x < runs.to(run); x++) {
                    pixels.add(new Pixel(x, runs.rowOf(run)));
                }
            }
            return pixels;
        }
    }

    Sample next() {
        int width = 1 + random.nextInt(14);
        int height = 1 + random.nextInt(14);
        double density = random.nextDouble();
        List<List<Float>> rows = new ArrayList<>();
        var runs = new RunLengthMask(height);
        for (int y = 0; y < height; y++) {
            var row = new float[width];
            List<Float> values = new ArrayList<>();
            for (int x = 0; x < width; x++) {
                boolean above = random.nextDouble() < density;
                row[x] = (above ? 0.5f : 0f) + 0.5f * random.nextFloat();
                values.add(row[x]);
            }
            runs.addRow(row, width, THRESHOLD);
            rows.add(values);
        }
        return new Sample(rows, runs);
    }
}
