package dev.berth.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.TensorPool;
import dev.berth.proto.ModelInferRequest;
import dev.berth.protocol.grpc.InferMessageCodec;
import dev.berth.protocol.json.RandomJson;
import dev.berth.protocol.oip.InferRequestReader;
import dev.berth.protocol.oip.RepositoryRequests;
import dev.berth.protocol.record.RecordReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Damaged bytes are refused with a problem or read; nothing else is thrown and nothing leaks.
class FuzzTest {
    private static final long SEED = 4711;
    private static final int ROUNDS = 20_000;

    private final TensorPool pool = new TensorPool();

    private void damage(List<byte[]> seeds, Consumer<byte[]> read) {
        var random = new SplittableRandom(SEED);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = RandomJson.damage(random, seeds.get(random.nextInt(seeds.size())));
            try {
                read.accept(bytes);
            } catch (ProblemException e) {
                refused++;
                assertThat(e.problem().remedy()).isNotEmpty();
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "seed "
                                + SEED
                                + " round "
                                + round
                                + ": "
                                + new String(bytes, StandardCharsets.ISO_8859_1),
                        e);
            }
            assertThat(pool.blocksInUse()).as("seed %s round %s", SEED, round).isZero();
        }
        assertThat(refused).isBetween(ROUNDS / 20, ROUNDS - 1);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Signature everyKind() {
        return Signatures.plain(
                List.of(
                        Signatures.field("f", ElementType.FLOAT32, "n", 2),
                        Signatures.field("i", ElementType.INT16, "n"),
                        Signatures.field("s", ElementType.STRING, "?"),
                        Signatures.field("b", ElementType.BYTES, "?")),
                List.of(Signatures.field("y", ElementType.FLOAT32, "?")));
    }

    private static final String INFER =
            "{\"id\":\"1\",\"inputs\":[{\"data\":[[1,2.5e3]],\"name\":\"f\",\"shape\":[1,2],\"datatype\":\"FP32\"},"
                    + "{\"name\":\"i\",\"shape\":[1],\"datatype\":\"INT16\",\"data\":[-7]},"
                    + "{\"name\":\"s\",\"shape\":[2],\"datatype\":\"BYTES\",\"data\":[\"é\\n\",\"\\ud83d\\ude00\"]},"
                    + "{\"name\":\"b\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[{\"b64\":\"AQ==\"}]}],"
                    + "\"outputs\":[{\"name\":\"y\",\"parameters\":{\"binary_data\":true}}]}";

    @Test
    void inferRequests_damaged_areReadOrRefused() {
        var reader = new InferRequestReader(everyKind(), pool);
        damage(List.of(utf8(INFER)), bytes -> reader.read(bytes).close());
    }

    @Test
    void inferRequests_withBinaryParts_areReadOrRefused() {
        var reader = new InferRequestReader(Signatures.of(ElementType.STRING), pool);
        String json =
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"BYTES\",\"parameters\":{\"binary_data_size\":10}}]}";
        byte[] whole = utf8(json + "\u0001\u0000\u0000\u0000a\u0001\u0000\u0000\u0000b");
        damage(
                List.of(whole),
                bytes ->
                        reader.read(bytes, 0, bytes.length, OptionalInt.of(json.length())).close());
    }

    @Test
    void records_damaged_areReadOrRefused() {
        var people = new RecordReader(Signatures.person(), pool);
        var all = new RecordReader(everyKind(), pool);
        damage(
                List.of(
                        utf8(
                                "{\"records\":[{\"age\":1,\"job\":\"baker\",\"marks\":[1,2]},{\"age\":2,\"job\":\"smith\"}]}"),
                        utf8("{\"instances\":[{\"age\":1,\"job\":\"baker\"}]}"),
                        utf8(
                                "{\"inputs\":{\"age\":[1,2],\"job\":[\"baker\",\"smith\"],\"height\":[1,2]}}"),
                        utf8(
                                "{\"f\":[[1,2],[3,4]],\"i\":[1,2],\"s\":[\"a\"],\"b\":[\"AQ==\",{\"b64\":\"\"}]}")),
                bytes -> {
                    boolean other = new String(bytes, StandardCharsets.UTF_8).contains("[[");
                    (other ? all : people).read(bytes).close();
                });
    }

    @Test
    void messages_damaged_areReadOrRefused() {
        ModelInferRequest.Builder message = ModelInferRequest.newBuilder().setModelName("m");
        message.addInputsBuilder()
                .setName("f")
                .setDatatype("FP32")
                .addShape(1)
                .addShape(2)
                .getContentsBuilder()
                .addFp32Contents(1)
                .addFp32Contents(2);
        message.addInputsBuilder()
                .setName("i")
                .setDatatype("INT16")
                .addShape(1)
                .getContentsBuilder()
                .addIntContents(1);
        damage(
                List.of(message.build().toByteArray()),
                bytes -> {
                    try {
                        InferMessageCodec.read(
                                        ModelInferRequest.parseFrom(bytes),
                                        Signatures.plain(
                                                everyKind().inputs().subList(0, 2), List.of()),
                                        pool)
                                .close();
                    } catch (InvalidProtocolBufferException e) {
                        // Refused before it gets to us.
                        assertThat(e).isNotNull();
                    }
                });
    }

    @Test
    void repositoryBodies_damaged_areReadOrRefused() {
        damage(
                List.of(utf8("{\"parameters\":{\"config\":\"{}\",\"unload_dependents\":true}}")),
                bytes -> {
                    assertThat(RepositoryRequests.readChange(bytes)).isNotNull();
                    RepositoryRequests.readIndex(bytes);
                });
    }
}
