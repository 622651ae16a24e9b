package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.berth.Berth;
import dev.berth.proto.InferTensorContents;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.verification.BerthProgram.Outcome;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tests of `examples/sentences` on real text, through every interface.
@ExtendWith(ExampleServers.Extension.class)
class SentencesExampleTest {
    /// Three about each of three topics, one topic after the other.
    private static final List<String> SENTENCES =
            List.of(
                    "A man is eating a piece of bread.",
                    "A woman eats a sandwich for lunch.",
                    "The child is eating a bowl of soup.",
                    "The stock market fell sharply on Monday.",
                    "Share prices dropped at the start of the week.",
                    "Investors lost money when stocks went down.",
                    "The telescope took pictures of a distant galaxy.",
                    "Astronomers found a planet that orbits a nearby star.",
                    "The spacecraft landed safely on the moon.");

    private static final int TOPIC_SIZE = 3;

    private static RunningServer server;

    @BeforeAll
    static void start(ExampleServers servers) {
        server = servers.of("sentences");
    }

    @AfterEach
    void nothingLeaks() {
        server.assertNothingLeaked();
    }

    @Test
    void sentences_inProcess_rankByTopic() {
        try (var berth = Berth.open(Repository.example("sentences"))) {
            List<Map<String, String>> records =
                    SENTENCES.stream().map(text -> Map.of("text", text)).toList();
            List<Map<String, Object>> answers = berth.model("sentences").predictAll(records);
            assertRankedByTopic(
                    answers.stream()
                            .map(answer -> numbers(Objects.requireNonNull(answer.get("embedding"))))
                            .toList());
        }
    }

    @Test
    void sentences_byTypedRest_rankByTopic() {
        String records =
                SENTENCES.stream()
                        .map(text -> "{\"text\":" + RunningServer.quoted(text) + "}")
                        .collect(Collectors.joining(",", "{\"records\":[", "]}"));
        JsonNode answer =
                RunningServer.answer(server.post("/v1/models/sentences:predict", records));
        List<float[]> embeddings = new ArrayList<>();
        answer.path("records").forEach(row -> embeddings.add(numbers(row.path("embedding"))));
        assertRankedByTopic(embeddings);
    }

    @Test
    void sentences_byProtocolJson_rankByTopic() {
        String data =
                SENTENCES.stream().map(RunningServer::quoted).collect(Collectors.joining(","));
        JsonNode answer =
                RunningServer.answer(
                        server.post(
                                "/v2/models/sentences/infer",
                                """
                                {"id": "rank", "inputs": [{"name": "text", "datatype": "BYTES", "shape": [9], "data": [%s]}]}
                                """
                                        .formatted(data)));
        assertThat(answer.path("id").asText()).isEqualTo("rank");
        JsonNode output = answer.path("outputs").path(0);
        assertThat(output.path("shape").toString()).isEqualTo("[9,384]");
        assertRankedByTopic(rows(numbers(output.path("data"))));
    }

    @Test
    void sentences_byProtocolBinary_rankByTopic() {
        byte[] texts = BinaryBody.texts(SENTENCES);
        String json =
                """
                {"parameters": {"binary_data_output": true},
                 "inputs": [{"name": "text", "datatype": "BYTES", "shape": [9], "parameters": {"binary_data_size": %d}}]}
                """
                        .formatted(texts.length);
        HttpResponse<byte[]> response =
                server.post(
                        "/v2/models/sentences/versions/1/infer",
                        BinaryBody.of(json, texts),
                        BinaryBody.LENGTH_HEADER,
                        Integer.toString(json.length()));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(BinaryBody.json(response)).contains("\"binary_data_size\":" + 9 * 384 * 4);
        assertRankedByTopic(rows(BinaryBody.readFloats(BinaryBody.tensors(response))));
    }

    @Test
    void sentences_byGrpc_rankByTopic() {
        var contents = InferTensorContents.newBuilder();
        for (String text : SENTENCES) {
            contents.addBytesContents(ByteString.copyFrom(text, StandardCharsets.UTF_8));
        }
        ModelInferResponse response =
                server.grpc()
                        .modelInfer(
                                ModelInferRequest.newBuilder()
                                        .setModelName("sentences")
                                        .addInputs(
                                                ModelInferRequest.InferInputTensor.newBuilder()
                                                        .setName("text")
                                                        .setDatatype("BYTES")
                                                        .addShape(SENTENCES.size())
                                                        .setContents(contents))
                                        .build());
        assertThat(response.getOutputs(0).getShapeList()).containsExactly(9L, 384L);
        assertRankedByTopic(
                rows(BinaryBody.readFloats(response.getRawOutputContents(0).toByteArray())));
    }

    @Test
    void sentences_byCommand_rankByTopic() {
        Outcome outcome =
                InProcessCommand.runReading(
                        String.join("\n", SENTENCES) + "\n",
                        "predict",
                        "examples/sentences",
                        "sentences",
                        "-",
                        "--json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertRankedByTopic(
                outcome.out()
                        .lines()
                        .map(line -> numbers(RunningServer.json(line).path("embedding")))
                        .toList());
    }

    private static float[] numbers(JsonNode array) {
        var numbers = new float[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) array.get(i).asDouble();
        }
        return numbers;
    }

    private static float[] numbers(Object list) {
        List<?> values = (List<?>) list;
        var numbers = new float[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = ((Number) values.get(i)).floatValue();
        }
        return numbers;
    }

    private static List<float[]> rows(float[] flat) {
        List<float[]> rows = new ArrayList<>();
        for (int from = 0; from < flat.length; from += 384) {
            rows.add(Arrays.copyOfRange(flat, from, from + 384));
        }
        return rows;
    }

    /// For every sentence, the others of its topic rank before all others.
    private static void assertRankedByTopic(List<float[]> embeddings) {
        assertThat(embeddings).hasSize(SENTENCES.size());
        for (int i = 0; i < SENTENCES.size(); i++) {
            double related = 1;
            double unrelated = -1;
            for (int j = 0; j < SENTENCES.size(); j++) {
                double similarity = product(embeddings.get(i), embeddings.get(j));
                if (i / TOPIC_SIZE == j / TOPIC_SIZE) {
                    related = Math.min(related, similarity);
                } else {
                    unrelated = Math.max(unrelated, similarity);
                }
            }
            assertThat(related).as(SENTENCES.get(i)).isGreaterThan(unrelated);
        }
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
