package dev.berth.fuzzing;

import dev.berth.core.ProblemException;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.record.RecordBytes;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.pack.AnswerPack;
import dev.berth.protocol.pack.AnswerPack.Header;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Fuzz target: a pack of a user's answers as a file, and as what is left of it without encryption,
/// which an attacker with the key can write. It is rejected, or each of its answers is found.
final class PackFiles implements Target {
    private static final byte[] KEY = new byte[32];

    private static final Header HEADER =
            new Header("e", Instant.parse("2026-12-01T10:00:00Z"), Optional.of(Duration.ofDays(1)));

    @Override
    public List<byte[]> seeds() {
        byte[] answer = answer(List.of("ada"));
        return List.of(
                answer,
                AnswerPack.write(HEADER, List.of(answer, answer), KEY),
                answer(List.of()),
                answer(List.of("ada", "bob")));
    }

    private static byte[] answer(List<String> users) {
        var bytes = new ByteWriter();
        try (var key = new NamedTensors();
                var outputs = new NamedTensors()) {
            key.put("user", Tensor.ofStrings(Shape.of(users.size()), users));
            RecordBytes.write(key, bytes);
            outputs.put("songs", Tensor.ofStrings(Shape.of(1, 2), List.of("a", "b")));
            outputs.put("scores", Tensor.ofFloats(new TensorPool(), Shape.of(1, 2), 0.5f, 0.25f));
            RecordBytes.write(outputs, bytes);
        }
        return bytes.toBytes();
    }

    @Override
    public void accept(byte[] bytes) {
        read(bytes);
        read(AnswerPack.write(HEADER, List.of(bytes), KEY));
    }

    private static void read(byte[] pack) {
        AnswerPack read;
        try {
            read = AnswerPack.read(pack, KEY);
        } catch (ProblemException refused) {
            Bytes.requireRemedy(refused);
            return;
        }
        for (AnswerPack.Entry entry : read.entries()) {
            if (read.find(entry.key()).isEmpty()) {
                throw new AssertionError("an answer that is not found by its key");
            }
        }
        boolean _ = read.isExpired(Instant.EPOCH);
    }
}
