package dev.berth.server.inference;

import dev.berth.core.tensor.NamedTensors;
import dev.berth.serving.request.Prediction;
import java.util.List;

/// Policy for what is too long to read or write on an event loop, whose other connections wait
/// meanwhile. A change to a worker and back takes some 20 us, and holds up no other request.
public final class OffloadPolicy {
    /// Reading this much JSON takes some 0.8 ms: as long as a few dozen small requests.
    private static final int JSON_BYTES_MAX = 256 << 10;

    /// Bytes that are copied take a tenth of the time, or less.
    private static final int JSON_IN_BYTES = 8;

    /// Tensors of this size take some 0.8 ms to write as JSON, 60 ns a number.
    private static final int TENSOR_BYTES_AS_JSON_MAX = 48 << 10;

    /// Records of a few bytes of which each has tensors of its own take so much longer to read.
    private static final int EACH = 16;

    /// Each record's answer takes some 0.3 us besides its values.
    private static final int RECORDS_MAX = 2_000;

    private static final int TENSOR_BYTES_MAX = JSON_BYTES_MAX * JSON_IN_BYTES;

    private OffloadPolicy() {}

    /// Whether a body must be read on a worker.
    ///
    /// @param jsonBytes those of the body that are JSON; the others are copied
    public static boolean isLongToRead(int bodyBytes, int jsonBytes) {
        return bodyBytes > JSON_BYTES_MAX
                && jsonBytes + (bodyBytes - jsonBytes) / JSON_IN_BYTES > JSON_BYTES_MAX;
    }

    /// The same for records of which each is read for itself.
    public static boolean isLongToReadEach(int bodyBytes) {
        return bodyBytes > JSON_BYTES_MAX / EACH;
    }

    /// Whether a body of bytes alone, or a protobuf message, is.
    public static boolean isLongToCopy(long bytes) {
        return bytes > TENSOR_BYTES_MAX;
    }

    /// Whether a response in JSON must be written on a worker.
    public static boolean isLongToWrite(List<Prediction> predictions) {
        return predictions.size() > RECORDS_MAX || bytes(predictions) > TENSOR_BYTES_AS_JSON_MAX;
    }

    /// The same for an answer to so many records, of which some have none.
    public static boolean isLongToWrite(int records, List<Prediction> predictions) {
        return records > RECORDS_MAX || isLongToWrite(predictions);
    }

    /// Whether one whose tensors go as bytes is, or a protobuf message.
    public static boolean isLongToCopy(List<Prediction> predictions) {
        return isLongToCopy(bytes(predictions));
    }

    private static long bytes(List<Prediction> predictions) {
        long bytes = 0;
        for (int p = 0; p < predictions.size(); p++) {
            NamedTensors outputs = predictions.get(p).outputs();
            for (int i = 0; i < outputs.count(); i++) {
                bytes += outputs.tensor(i).byteCount();
            }
        }
        return bytes;
    }
}
