package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.berth.Berth;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.proto.InferTensorContents;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.verification.BerthProgram.Outcome;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tests of `examples/two-phase` on sentences outside its training data, through every interface.
@ExtendWith(ExampleServers.Extension.class)
class TwoPhaseExampleTest {
    private static final String TOPIC = "/v1/endpoints/topic:predict";

    /// Three of each topic, in the order of the topics. The fast model is confident of each.
    private static final List<String> SENTENCES =
            List.of(
                    "The bakery sells warm rolls from six o'clock.",
                    "Peel the carrots before you boil them.",
                    "Dinner was rice with beans and chicken.",
                    "Her pension fund lost a tenth of its value.",
                    "The accountant checked the company's annual budget.",
                    "They pay a monthly rate for the loan.",
                    "The spacecraft entered orbit around Saturn.",
                    "A meteor shower lit up the night sky.",
                    "The observatory measured the distance to the galaxy.",
                    "The midfielder was injured in the first half of the match.",
                    "She won the tennis tournament without losing a set.",
                    "The sprinter broke the world record in the hundred metres.");

    /// Of one topic, with words of another.
    private static final String UNSURE = "The athlete eats a lot of pasta before the race.";

    private static final String OFF_TOPIC = "Please restart the computer.";

    private static RunningServer server;

    @BeforeAll
    static void start(ExampleServers servers) {
        server = servers.of("two-phase");
    }

    @AfterEach
    void nothingLeaks() {
        server.assertNothingLeaked();
    }

    @Test
    void head_trainedAgain_isTheOneInTheRepository() throws IOException {
        float[][] trained = TopicTraining.train();
        byte[] now = TopicTraining.onnx(trained);
        byte[] then = Files.readAllBytes(TopicTraining.head());
        assertThat(then).hasSameSizeAs(now);
        for (float[] numbers :
                List.of(TopicTraining.weights(trained), TopicTraining.constants(trained))) {
            assertThat(floatsAt(then, indexOf(now, bytes(numbers)), numbers.length))
                    .as("if the sentences changed, run TopicTraining.main")
                    .containsExactly(numbers, Offset.offset(1e-3f));
        }
    }

    @Test
    void sentences_byTypedRest_haveTheirTopic() {
        String records =
                SENTENCES.stream()
                        .map(text -> "{\"text\":" + RunningServer.quoted(text) + "}")
                        .collect(Collectors.joining(",", "{\"records\":[", "]}"));
        HttpResponse<String> response = server.post(TOPIC, records);
        assertThat(response.headers().firstValue("berth-annotations")).isEmpty();
        List<String> topics = new ArrayList<>();
        RunningServer.answer(response)
                .path("records")
                .forEach(answer -> topics.add(answer.path("topic").asText()));
        assertThat(topics).isEqualTo(expected());
    }

    @Test
    void sentences_byTheJavaClient_haveTheirTopic() {
        try (var client = server.client()) {
            List<Map<String, Object>> records = new ArrayList<>();
            SENTENCES.forEach(text -> records.add(Map.of("text", text)));
            assertThat(client.endpoint("topic").predict(records))
                    .extracting(answer -> answer.get("topic"))
                    .containsExactlyElementsOf(expected());
            try (var inputs = new NamedTensors()) {
                inputs.put("text", Tensor.ofStrings(Shape.of(SENTENCES.size()), SENTENCES));
                try (NamedTensors outputs = client.endpoint("topic").infer(inputs)) {
                    Tensor topics = outputs.require("topic");
                    List<Object> found = new ArrayList<>();
                    for (int i = 0; i < topics.rows(); i++) {
                        found.add(topics.text(i));
                    }
                    assertThat(found).isEqualTo(expected());
                }
            }
        }
    }

    @Test
    void sentences_byProtocolJson_haveTheirTopic() {
        String data =
                SENTENCES.stream().map(RunningServer::quoted).collect(Collectors.joining(","));
        JsonNode outputs =
                RunningServer.answer(
                                server.post(
                                        "/v2/models/topic/infer",
                                        """
                                        {"inputs": [{"name": "text", "datatype": "BYTES", "shape": [12], "data": [%s]}]}
                                        """
                                                .formatted(data)))
                        .path("outputs");
        assertThat(outputs.path(0).path("name").asText()).isEqualTo("topic");
        List<String> topics = new ArrayList<>();
        outputs.path(0).path("data").forEach(topic -> topics.add(topic.asText()));
        assertThat(topics).isEqualTo(expected());
        assertThat(outputs.path(1).path("name").asText()).isEqualTo("confidence");
        assertThat(outputs.path(1).path("shape").toString()).isEqualTo("[12]");
    }

    @Test
    void sentences_byGrpc_haveTheirTopic() {
        var contents = InferTensorContents.newBuilder();
        for (String text : SENTENCES) {
            contents.addBytesContents(ByteString.copyFrom(text, StandardCharsets.UTF_8));
        }
        ModelInferResponse response =
                server.grpc()
                        .modelInfer(
                                ModelInferRequest.newBuilder()
                                        .setModelName("topic")
                                        .addInputs(
                                                ModelInferRequest.InferInputTensor.newBuilder()
                                                        .setName("text")
                                                        .setDatatype("BYTES")
                                                        .addShape(SENTENCES.size())
                                                        .setContents(contents))
                                        .build());
        assertThat(response.getOutputs(0).getName()).isEqualTo("topic");
        assertThat(texts(response.getRawOutputContents(0))).isEqualTo(expected());
    }

    @Test
    void sentences_inProcess_haveTheirTopic() {
        try (var berth = Berth.open(Repository.example("two-phase"))) {
            var topic = berth.endpoint("topic");
            List<Object> topics = new ArrayList<>();
            for (String text : SENTENCES) {
                topics.add(
                        Objects.requireNonNull(topic.predict(Map.of("text", text)).get("topic")));
            }
            assertThat(topics).isEqualTo(expected());
            assertThatThrownBy(() -> topic.predict(Map.of("text", OFF_TOPIC)))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("none of the topics");
        }
    }

    @Test
    void sure_isAnsweredByTheQuickModelAlone() {
        String record = "{\"text\":" + RunningServer.quoted(SENTENCES.getFirst()) + "}";
        HttpResponse<String> response = server.post(TOPIC, record);
        assertThat(response.headers().firstValue("berth-annotations")).isEmpty();
        assertThat(RunningServer.answer(response))
                .isEqualTo(
                        RunningServer.answer(
                                server.post("/v1/endpoints/quick-topic:predict", record)));
    }

    @Test
    void unsure_isAnsweredByTheExactModel() {
        String record = "{\"text\":" + RunningServer.quoted(UNSURE) + "}";
        HttpResponse<String> response = server.post(TOPIC, record);
        assertThat(response.headers().firstValue("berth-annotations"))
                .hasValue("escalated:predict");
        JsonNode answer = RunningServer.answer(response);
        assertThat(answer.path("topic").asText()).isEqualTo("food");
        assertThat(answer)
                .isEqualTo(
                        RunningServer.answer(
                                server.post("/v1/endpoints/exact-topic:predict", record)))
                .isNotEqualTo(
                        RunningServer.answer(
                                server.post("/v1/endpoints/quick-topic:predict", record)));
    }

    @Test
    void blank_isRejected() {
        HttpResponse<String> response = server.post(TOPIC, "{\"text\":\" \\n\"}");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(RunningServer.json(response.body()).path("code").asText())
                .isEqualTo("guard-rejected");
    }

    @Test
    void offTopic_hasNoAnswer() {
        HttpResponse<String> response =
                server.post(TOPIC, "{\"text\":" + RunningServer.quoted(OFF_TOPIC) + "}");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(RunningServer.json(response.body()).path("code").asText())
                .isEqualTo("abstained");
    }

    @Test
    void letters_ofTheBusinessTier_haveTheirDesk_whateverTheTiersBelowSay() {
        for (var letter : Map.of(SENTENCES.getLast(), "sport", OFF_TOPIC, "reception").entrySet()) {
            HttpResponse<String> response =
                    server.post(
                            "/v1/endpoints/desk:predict",
                            "{\"text\":" + RunningServer.quoted(letter.getKey()) + "}");
            assertThat(RunningServer.answer(response).path("desk").asText())
                    .isEqualTo(letter.getValue());
        }
        Outcome drawn =
                InProcessCommand.run(
                        "diagram", "examples/two-phase", "--endpoint", "desk", "--expand");
        assertThat(drawn.out()).contains("owner: Language safeguards", "owner: Language models");
    }

    @Test
    void sentences_byCommand_haveTheirTopic() {
        Outcome outcome =
                InProcessCommand.runReading(
                        String.join("\n", SENTENCES) + "\n",
                        "predict",
                        "examples/two-phase",
                        "topic",
                        "-",
                        "--json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(
                        outcome.out()
                                .lines()
                                .map(line -> RunningServer.json(line).path("topic").asText())
                                .toList())
                .isEqualTo(expected());
    }

    @Test
    void check_findsNoErrors() {
        Outcome outcome = InProcessCommand.run("check", "examples/two-phase");
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains("no errors");
    }

    private static List<String> expected() {
        return TopicTraining.TOPICS.stream()
                .flatMap(topic -> Collections.nCopies(3, topic).stream())
                .toList();
    }

    /// Texts as the protocol packs them: each with a length prefix.
    private static List<String> texts(ByteString packed) {
        ByteBuffer bytes = packed.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        List<String> texts = new ArrayList<>();
        while (bytes.hasRemaining()) {
            var text = new byte[bytes.getInt()];
            bytes.get(text);
            texts.add(new String(text, StandardCharsets.UTF_8));
        }
        return texts;
    }

    private static byte[] bytes(float[] numbers) {
        ByteBuffer bytes =
                ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return bytes.array();
    }

    private static int indexOf(byte[] file, byte[] part) {
        return new String(file, StandardCharsets.ISO_8859_1)
                .indexOf(new String(part, StandardCharsets.ISO_8859_1));
    }

    private static float[] floatsAt(byte[] file, int offset, int count) {
        var numbers = new float[count];
        ByteBuffer.wrap(file, offset, count * Float.BYTES)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(numbers);
        return numbers;
    }
}
