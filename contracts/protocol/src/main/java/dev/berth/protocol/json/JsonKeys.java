package dev.berth.protocol.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The member names that a reader knows, prepared so that a name is found without making a string.
public final class JsonKeys {
    /// The index of a name that is not among them.
    public static final int UNKNOWN = -1;

    private final List<String> names;
    private final byte[][] encoded;

    private JsonKeys(List<String> names) {
        this.names = List.copyOf(names);
        this.encoded =
                names.stream()
                        .map(name -> name.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new);
    }

    public static JsonKeys of(String... names) {
        return new JsonKeys(List.of(names));
    }

    public static JsonKeys of(List<String> names) {
        return new JsonKeys(names);
    }

    public String name(int index) {
        return names.get(index);
    }

    int indexOf(String name) {
        return names.indexOf(name);
    }

    int indexOf(byte[] bytes, int from, int to) {
        for (int i = 0; i < encoded.length; i++) {
            byte[] candidate = encoded[i];
            if (candidate.length == to - from
                    && Arrays.equals(candidate, 0, candidate.length, bytes, from, to)) {
                return i;
            }
        }
        return UNKNOWN;
    }
}
