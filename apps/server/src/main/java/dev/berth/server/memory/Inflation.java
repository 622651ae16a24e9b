package dev.berth.server.memory;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.protocol.json.ByteSink;
import java.io.IOException;
import java.io.InputStream;

/// A body that is being decompressed, within its own limit and that of [InFlightByteBudget]. Used
/// by one thread, any one.
public final class Inflation {
    private static final int CHUNK_BYTES = 8 << 10;

    private final InFlightByteBudget all;
    private final int bytesMax;
    private long taken;

    /// @param bytesMax what the body may have when decompressed
    public Inflation(InFlightByteBudget all, int bytesMax) {
        this.all = all;
        this.bytesMax = bytesMax;
    }

    /// Reads a stream of decompressed bytes to its end. The caller has [#taken()] counted from here
    /// on; nothing is if this throws.
    ///
    /// @throws ProblemException `body-too-large` or `in-flight-memory-exceeded`
    public ByteSink read(InputStream plain) throws IOException {
        boolean done = false;
        try {
            ByteSink sink = readAll(plain);
            done = true;
            return sink;
        } finally {
            if (!done) {
                all.giveBack(taken);
                taken = 0;
            }
        }
    }

    private ByteSink readAll(InputStream plain) throws IOException {
        var sink = new ByteSink(CHUNK_BYTES);
        var chunk = new byte[CHUNK_BYTES];
        int count;
        while ((count = plain.read(chunk)) >= 0) {
            long length = (long) sink.length() + count;
            if (length > bytesMax) {
                throw tooLarge();
            }
            if (length > taken) {
                // As the sink grows: to twice its size.
                long more = Math.max(length, 2 * taken) - taken;
                all.take(more, taken + more);
                taken += more;
            }
            sink.put(chunk, 0, count);
        }
        return sink;
    }

    private ProblemException tooLarge() {
        return new ProblemException(
                ProblemCode.BODY_TOO_LARGE,
                "a body or message of more bytes when decompressed (expected: at most "
                        + bytesMax
                        + ")",
                "split the request, or have the server take more (--max-request-bytes)");
    }

    /// The bytes that were taken for what was read, for [EventLoopByteBudget#adopt].
    public long taken() {
        return taken;
    }
}
