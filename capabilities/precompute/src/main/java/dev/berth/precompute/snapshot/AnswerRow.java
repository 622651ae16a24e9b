package dev.berth.precompute.snapshot;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.record.RecordBytes;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.TensorPool;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows of a snapshot: the key of a record, and its answer after the digest of its inputs.
///
/// A key is a digest of 128 bits: of a hundred billion keys two have the same one with a
/// probability of 1 in 10^16. An encrypted answer is a row whose value is encrypted as a whole.
public final class AnswerRow {
    /// Of digests in rows.
    public static final int DIGEST_BYTES = 16;

    /// The row of the default answer, which no key has.
    private static final byte[] DEFAULT_KEY = {0};

    /// The first byte of other keys.
    private static final byte FIRST = 1;

    private AnswerRow() {}

    /// The first 128 bits of SHA-256.
    public static byte[] digest(byte[] content) {
        try {
            return Arrays.copyOf(
                    MessageDigest.getInstance("SHA-256").digest(content), DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e);
        }
    }

    /// The key of a row. All begin with one byte, as a bulk load writes files by the first one.
    public static byte[] key(byte[] recordKey) {
        byte[] key = new byte[1 + DIGEST_BYTES];
        key[0] = FIRST;
        System.arraycopy(digest(recordKey), 0, key, 1, DIGEST_BYTES);
        return key;
    }

    /// The key of the default answer.
    public static byte[] defaultKey() {
        return DEFAULT_KEY.clone();
    }

    /// The value of a row.
    ///
    /// @param inputs digest of all inputs
    /// @param key of the record, for a pack of its user's answers; empty if there are none
    public static byte[] value(
            byte[] inputs, NamedTensors answer, List<String> annotations, NamedTensors key) {
        var into = new ByteWriter();
        into.writeRaw(inputs);
        List<String> kept = annotations.stream().filter(AnswerRow::isOfAnswer).toList();
        into.writeUnsigned(kept.size());
        kept.forEach(into::writeText);
        RecordBytes.write(answer, into);
        if (key.count() > 0) {
            RecordBytes.write(key, into);
        }
        return into.toBytes();
    }

    /// Whether an annotation is not that the response cache had the answer.
    private static boolean isOfAnswer(String annotation) {
        return !annotation.startsWith("cached:");
    }

    /// Whether a row has an answer to these inputs.
    public static boolean isOfInputs(byte[] value, byte[] inputs) {
        return value.length >= DIGEST_BYTES
                && Arrays.equals(value, 0, DIGEST_BYTES, inputs, 0, DIGEST_BYTES);
    }

    /// Answer in a row.
    ///
    /// @param tensors which the receiver closes
    public record Answer(NamedTensors tensors, List<String> annotations) {}

    /// Reads the answer of a row with the record's key, which follows the digest of the inputs.
    ///
    /// @return bytes of the key, then those of the answer, as [RecordBytes] writes them
    /// @throws IllegalArgumentException if it is none
    public static byte[] packed(byte[] value, TensorPool pool) {
        var from = new ByteReader(value);
        from.skip(DIGEST_BYTES);
        for (int count = from.readCount(); count > 0; count--) {
            from.readText();
        }
        try (NamedTensors answer = RecordBytes.read(from, pool);
                NamedTensors key = RecordBytes.read(from, pool)) {
            var into = new ByteWriter();
            RecordBytes.write(key, into);
            RecordBytes.write(answer, into);
            return into.toBytes();
        }
    }

    /// Reads the answer of a row.
    ///
    /// @throws IllegalArgumentException if it is none
    public static Answer read(byte[] value, TensorPool pool) {
        var from = new ByteReader(value);
        from.skip(DIGEST_BYTES);
        List<String> annotations = new ArrayList<>(0);
        for (int count = from.readCount(); count > 0; count--) {
            annotations.add(from.readText());
        }
        return new Answer(RecordBytes.read(from, pool), annotations);
    }
}
