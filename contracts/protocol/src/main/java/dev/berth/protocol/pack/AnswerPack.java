package dev.berth.protocol.pack;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.crypto.AesGcm;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.record.RecordBytes;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// One user's precomputed answers, read from a file without a server. Immutable.
///
/// The file is `berth-pack-1`, a header (the endpoint, when the answers were computed, how many
/// seconds they are given), and the answers, encrypted by the user's key (AES-256-GCM) and bound to
/// the header.
public final class AnswerPack {
    private static final byte[] MAGIC = "berth-pack-1".getBytes(StandardCharsets.US_ASCII);

    /// Larger than any user's answers.
    private static final long BYTES_MAX = 256L << 20;

    private final Header header;
    private final List<Entry> entries;

    private AnswerPack(Header header, List<Entry> entries) {
        this.header = header;
        this.entries = List.copyOf(entries);
    }

    /// What a pack is of, readable without the key.
    ///
    /// @param computed when the computation of the answers began
    /// @param ttl how long they are given after that; empty for without end
    public record Header(String endpoint, Instant computed, Optional<Duration> ttl) {
        private byte[] toBytes() {
            var into = new ByteWriter();
            into.writeRaw(MAGIC);
            into.writeText(endpoint);
            into.writeLong(computed.toEpochMilli());
            into.writeLong(ttl.map(Duration::toSeconds).orElse(-1L));
            return into.toBytes();
        }
    }

    /// An answer with the fields by which it is found, in the form of [MapRecordCodec]; a list of
    /// objects is a list for each of their fields.
    public record Entry(Map<String, Object> key, Map<String, Object> answer) {
        public Entry {
            key = Map.copyOf(key);
            answer = Map.copyOf(answer);
        }
    }

    /// The bytes of a pack.
    ///
    /// @param answers each the bytes of its key fields and of its outputs, by [RecordBytes]
    /// @param key of the user, 32 bytes
    public static byte[] write(Header header, List<byte[]> answers, byte[] key) {
        var content = new ByteWriter();
        content.writeUnsigned(answers.size());
        answers.forEach(content::writeRaw);
        byte[] head = header.toBytes();
        byte[] body =
                new AesGcm(new SecureRandom())
                        .encrypt(new SecretKeySpec(key, "AES"), content.toBytes(), head);
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    /// Opens the pack in a file.
    ///
    /// @param key of the user, 32 bytes
    /// @throws ProblemException `precomputed-unreadable` if there is none, the key is another, or
    ///   it is damaged
    public static AnswerPack open(Path file, byte[] key) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw unreadable(
                        file + " has " + Files.size(file) + " bytes (expected: a pack)", null);
            }
            return read(Files.readAllBytes(file), key);
        } catch (IOException e) {
            throw unreadable("the pack " + file + " cannot be read: " + e, e);
        }
    }

    /// Reads a pack.
    ///
    /// @throws ProblemException as [#open]
    public static AnswerPack read(byte[] pack, byte[] key) {
        try {
            var from = new ByteReader(pack);
            if (from.remaining() < MAGIC.length
                    || !Arrays.equals(from.readRaw(MAGIC.length), MAGIC)) {
                throw new IllegalArgumentException("it does not begin with berth-pack-1");
            }
            String endpoint = from.readText();
            Instant computed = Instant.ofEpochMilli(from.readLong());
            long seconds = from.readLong();
            var header =
                    new Header(
                            endpoint,
                            computed,
                            seconds < 0
                                    ? Optional.empty()
                                    : Optional.of(Duration.ofSeconds(seconds)));
            byte[] head = Arrays.copyOf(pack, from.position());
            byte[] body = Arrays.copyOfRange(pack, from.position(), pack.length);
            byte[] content = AesGcm.decrypt(new SecretKeySpec(key, "AES"), body, head);
            return new AnswerPack(header, entries(content));
        } catch (AEADBadTagException e) {
            throw unreadable(
                    "the pack is encrypted by another key, or it is damaged (expected: the key that"
                            + " was written with it)",
                    e);
        } catch (IllegalArgumentException e) {
            throw unreadable("the pack is damaged: " + e.getMessage(), e);
        }
    }

    private static List<Entry> entries(byte[] content) {
        var from = new ByteReader(content);
        var pool = new TensorPool();
        List<Entry> entries = new ArrayList<>();
        for (int count = from.readCount(); count > 0; count--) {
            try (NamedTensors key = RecordBytes.read(from, pool);
                    NamedTensors answer = RecordBytes.read(from, pool)) {
                entries.add(new Entry(values(key), values(answer)));
            }
        }
        return entries;
    }

    private static Map<String, Object> values(NamedTensors record) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < record.count(); i++) {
            Tensor tensor = record.tensor(i);
            if (tensor.shape().rank() == 0 || tensor.shape().size(0) != 1) {
                throw new IllegalArgumentException(
                        "a tensor " + tensor.shape() + " (expected: of one record)");
            }
            List<Dimension> sizes = new ArrayList<>();
            sizes.add(new Dimension.Dynamic("N"));
            for (int axis = 1; axis < tensor.shape().rank(); axis++) {
                sizes.add(new Dimension.Fixed(tensor.shape().size(axis)));
            }
            fields.add(Field.of(record.name(i), tensor.type(), new DeclaredShape(sizes)));
        }
        return new LinkedHashMap<>(
                MapRecordCodec.toRecord(
                        new Signature(Optional.of("N"), List.of(), fields), record));
    }

    private static ProblemException unreadable(String message, @Nullable Exception e) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.PRECOMPUTED_UNREADABLE,
                        message,
                        "write it anew: `berth precompute DIR ENDPOINT --pack USER --to FILE`"),
                e);
    }

    /// What the pack is of.
    public Header header() {
        return header;
    }

    /// Whether its answers are too old at an instant.
    public boolean isExpired(Instant now) {
        return header.ttl().filter(ttl -> now.isAfter(header.computed().plus(ttl))).isPresent();
    }

    /// All answers.
    public List<Entry> entries() {
        return entries;
    }

    /// The answer to a record with these key fields, as [Entry#key] has them.
    public Optional<Map<String, Object>> find(Map<String, Object> key) {
        return entries.stream()
                .filter(entry -> entry.key().equals(key))
                .map(Entry::answer)
                .findFirst();
    }
}
