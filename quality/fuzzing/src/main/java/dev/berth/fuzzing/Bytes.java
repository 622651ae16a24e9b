package dev.berth.fuzzing;

import dev.berth.core.ProblemException;
import dev.berth.core.tensor.TensorPool;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Helpers of fuzz targets: byte seeds and assertions.
final class Bytes {
    private Bytes() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static void requireNothingHeld(TensorPool pool) {
        if (pool.blocksInUse() != 0) {
            throw new AssertionError(pool.blocksInUse() + " blocks are still held");
        }
    }

    static void requireRemedy(ProblemException refused) {
        if (refused.problem().remedy().isBlank()) {
            throw new AssertionError("no remedy: " + refused.problem(), refused);
        }
    }
}
