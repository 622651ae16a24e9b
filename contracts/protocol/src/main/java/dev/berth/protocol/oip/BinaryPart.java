package dev.berth.protocol.oip;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/// The bytes after a request's JSON, consumed tensor by tensor.
final class BinaryPart {
    private static final String HEADER = "Inference-Header-Content-Length";

    private final byte[] body;
    private final int start;
    private final int end;
    private final boolean announced;
    private int at;

    BinaryPart(byte[] body, int offset, int length, OptionalInt jsonLength) {
        int jsonBytes = jsonLength.orElse(length);
        if (jsonBytes < 0 || jsonBytes > length) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    HEADER
                            + " "
                            + jsonBytes
                            + " (expected: 0 to "
                            + length
                            + ", the length of the body)",
                    "set it to the number of bytes of JSON before the first tensor's data");
        }
        this.body = body;
        this.announced = jsonLength.isPresent();
        this.start = offset + jsonBytes;
        this.end = offset + length;
        this.at = start;
    }

    /// Where the JSON ends.
    int start() {
        return start;
    }

    /// The next `count` bytes.
    ByteBuffer take(String input, long count) {
        if (!announced) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "input '" + input + "' has binary_data_size, the request no header " + HEADER,
                    "send the header with the number of bytes of JSON");
        }
        if (count < 0 || count > end - at) {
            throw new ProblemException(
                    ProblemCode.SIZE_MISMATCH,
                    "binary_data_size "
                            + count
                            + " of input '"
                            + input
                            + "' (expected: 0 to "
                            + (end - at)
                            + ", the bytes left in the body)",
                    "make " + HEADER + ", binary_data_size and the body agree");
        }
        ByteBuffer taken = ByteBuffer.wrap(body, at, (int) count);
        at += (int) count;
        return taken;
    }

    void requireAllRead() {
        if (at != end) {
            throw new ProblemException(
                    ProblemCode.SIZE_MISMATCH,
                    (end - at) + " bytes are left behind the tensors' data (expected: 0)",
                    "make " + HEADER + ", binary_data_size and the body agree");
        }
    }
}
