package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.Berth;
import dev.berth.proto.InferTensorContents;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.SystemBuilder;
import dev.berth.verification.BerthProgram.Outcome;
import dev.berth.verification.SmallNetwork.Task;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of `examples/many-models` through every interface, and with models that hang and fail. The
/// served copy has longer timeouts for slow machines; a hanging model exceeds them by minutes.
class ManyModelsExampleTest {
    private static final String DRIVE = "/v1/endpoints/drive:predict";
    private static final Offset<Double> NEAR = Offset.offset(1e-3);

    /// Minutes of work if the driver looks away all the time, otherwise none.
    private static final String HANGING =
            """
            summary: Hangs
            artifacts: {model: model.onnx}
            signature:
              batch: N
              inputs:
                - {name: glances_away, type: float32, shape: [N], meaning: a part, example: 0.1}
                - {name: blinks, type: float32, shape: [N], meaning: a number, example: 16}
                - {name: corrections, type: float32, shape: [N], meaning: a number, example: 14}
              outputs:
                - {name: probability, type: float32, shape: [N], meaning: how likely}
            encode:
              - {step: cel, expression: "[glances_away == 1.0 ? 1000000.0 : 0.0]", into: x, type: float32, shape: [1]}
            decode:
              - {step: cel, expression: "y[0]", into: probability, type: float32}
            """;

    /// Fails for the warmest obstacle, and otherwise returns 0.
    private static final String BREAKING =
            """
            summary: Breaks
            artifacts: {model: model.onnx}
            signature:
              batch: N
              inputs:
                - {name: box_aspect, type: float32, shape: [N], meaning: a ratio, example: 1}
                - {name: warmth, type: float32, shape: [N], meaning: a temperature, example: 1}
              outputs:
                - {name: probability, type: float32, shape: [N], meaning: how likely}
            encode:
              - {step: cel, expression: "warmth == 60.0 ? 7 : 0", into: x, type: int64}
            decode:
              - {step: cel, expression: "y", into: probability, type: float32}
            """;

    @TempDir private Path directory;

    private SystemBuilder system = new SystemBuilder(Path.of(""));

    @BeforeEach
    void copy() throws IOException {
        Path example = Repository.example("many-models");
        system = new SystemBuilder(directory);
        try (Stream<Path> files = Files.walk(example)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = directory.resolve(example.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        String written = Files.readString(directory.resolve("endpoints/drive.yaml"));
        assertThat(written).contains("timeout: 15ms", "timeout: 10ms", "timeout: 50ms");
        system.write(
                "endpoints/drive.yaml",
                written.replace("timeout: 15ms", "timeout: 60s")
                        .replace("timeout: 10ms", "timeout: 60s")
                        .replace("timeout: 50ms", "timeout: 180s"));
    }

    private static Map<String, Double> situation() {
        Map<String, Double> record = new LinkedHashMap<>();
        record.put("closing_speed", 3.0);
        record.put("left_near", -1.62);
        record.put("right_near", 1.82);
        record.put("left_far", -1.5);
        record.put("right_far", 1.95);
        record.put("box_height", 40.0);
        record.put("box_below_horizon", 33.0);
        record.put("box_aspect", 1.2);
        record.put("warmth", 2.0);
        record.put("wheel_slip", 0.01);
        record.put("wheel_force", 0.15);
        record.put("glances_away", 0.1);
        record.put("blinks", 16.0);
        record.put("corrections", 14.0);
        // A 5 in seven segments.
        record.put("top", 0.8);
        record.put("top_right", 0.2);
        record.put("bottom_right", 0.8);
        record.put("bottom", 0.8);
        record.put("bottom_left", 0.1);
        record.put("top_left", 0.8);
        record.put("middle", 0.8);
        return record;
    }

    private static String json(Map<String, Double> record) {
        return record.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String with(String field, double value) {
        Map<String, Double> record = situation();
        record.put(field, value);
        return json(record);
    }

    /// Fifty is allowed, the road is free and dry, and the car is nearly in the middle.
    private static void assertOrdinary(double speed, double steering, double limit) {
        assertThat(limit).isEqualTo(50 / 3.6, NEAR);
        assertThat(speed).isBetween(10.0, limit + 1e-3);
        assertThat(steering).isBetween(-0.1, 0.1);
    }

    @Test
    void models_trainedAgain_areThoseInTheRepository() throws IOException {
        for (Task task : DriveTraining.tasks()) {
            assertThat(Files.readAllBytes(DriveTraining.file(task.name())))
                    .as("%s; if the training changed, run DriveTraining.main", task.name())
                    .isEqualTo(SmallNetwork.train(task).onnx());
        }
    }

    @Test
    void models_served_sayWhatIsTheCaseInTheSimulation() {
        try (var berth = Berth.open(directory)) {
            for (String name :
                    List.of("lane-offset", "obstacle-distance", "road-friction", "planner")) {
                Task task = DriveTraining.task(name);
                List<Double> deviations = new ArrayList<>();
                for (List<Double> row : task.rows().subList(0, 200)) {
                    Map<String, Object> record = new LinkedHashMap<>();
                    for (int i = 0; i < task.inputs().size(); i++) {
                        record.put(task.inputs().get(i), row.get(i));
                    }
                    Object found = berth.model(name).predict(record).get(task.outputs().getFirst());
                    double wanted = row.get(task.inputs().size());
                    deviations.add(
                            Math.abs(
                                    ((Number) Objects.requireNonNull(found)).doubleValue()
                                            - wanted));
                }
                double mean = deviations.stream().mapToDouble(d -> d).average().orElseThrow();
                double range =
                        task.rows().stream()
                                .mapToDouble(row -> row.get(task.inputs().size()))
                                .max()
                                .orElseThrow();
                assertThat(mean).as(name).isLessThan(0.06 * range);
            }
        }
    }

    @Test
    void drive_byEveryWayIn_givesTheSameAnswer() {
        try (var server = RunningServer.start(directory)) {
            HttpResponse<String> typed = server.post(DRIVE, json(situation()));
            JsonNode answer = RunningServer.answer(typed);
            double speed = answer.path("target_speed").asDouble();
            assertOrdinary(
                    speed, answer.path("steering").asDouble(), answer.path("limit").asDouble());
            assertThat(typed.headers().firstValue("berth-annotations").orElse(""))
                    .doesNotContain("default:");

            try (var client = server.client()) {
                assertThat(client.endpoint("drive").predict(situation()).get("target_speed"))
                        .asInstanceOf(InstanceOfAssertFactories.DOUBLE)
                        .isEqualTo(speed, NEAR);
            }
            String inputs =
                    situation().entrySet().stream()
                            .map(
                                    entry ->
                                            "{\"name\":\"%s\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[%s]}"
                                                    .formatted(entry.getKey(), entry.getValue()))
                            .collect(Collectors.joining(","));
            JsonNode outputs =
                    RunningServer.answer(
                                    server.post(
                                            "/v2/models/drive/infer",
                                            "{\"inputs\":[" + inputs + "]}"))
                            .path("outputs");
            assertThat(outputs.path(0).path("name").asText()).isEqualTo("target_speed");
            assertThat(outputs.path(0).path("data").path(0).asDouble()).isEqualTo(speed, NEAR);

            ModelInferResponse response = server.grpc().modelInfer(request());
            assertThat(response.getOutputs(0).getName()).isEqualTo("target_speed");
            assertThat(
                            response.getRawOutputContents(0)
                                    .asReadOnlyByteBuffer()
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .getFloat())
                    .isEqualTo((float) speed, Offset.offset(1e-3f));
            server.assertNothingLeaked();
        }
        try (var berth = Berth.open(directory)) {
            Map<String, Object> answer = berth.endpoint("drive").predict(situation());
            assertOrdinary(
                    number(answer, "target_speed"),
                    number(answer, "steering"),
                    number(answer, "limit"));
        }
    }

    private static double number(Map<String, Object> answer, String field) {
        return ((Number) Objects.requireNonNull(answer.get(field))).doubleValue();
    }

    private static ModelInferRequest request() {
        var request = ModelInferRequest.newBuilder().setModelName("drive");
        situation()
                .forEach(
                        (name, value) ->
                                request.addInputs(
                                        ModelInferRequest.InferInputTensor.newBuilder()
                                                .setName(name)
                                                .setDatatype("FP32")
                                                .addShape(1)
                                                .setContents(
                                                        InferTensorContents.newBuilder()
                                                                .addFp32Contents(
                                                                        value.floatValue()))));
        return request.build();
    }

    @Test
    void drive_byCommand_predictsTheExamplesAndIsDrawn() {
        Outcome outcome = InProcessCommand.run("predict", directory.toString(), "drive", "--json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        JsonNode answer = RunningServer.json(outcome.out());
        assertOrdinary(
                answer.path("target_speed").asDouble(),
                answer.path("steering").asDouble(),
                answer.path("limit").asDouble());
        Outcome drawn =
                InProcessCommand.run("diagram", "examples/many-models", "--endpoint", "drive");
        assertThat(drawn.out())
                .contains("collision<br/>time-to-collision", "else target_speed = 0, steering = 0");
        Outcome check = InProcessCommand.run("check", "examples/many-models");
        assertThat(check.out()).contains("no errors");
    }

    @Test
    void guards_onWhatCannotBeAndWhatMustNot_areActivated() {
        try (var server = RunningServer.start(directory)) {
            HttpResponse<String> refused = server.post(DRIVE, with("left_near", 3));
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("the left marking is to the right");

            Map<String, Double> record = situation();
            record.put("box_height", 80.0);
            record.put("box_below_horizon", 65.0);
            record.put("box_aspect", 0.4);
            record.put("warmth", 10.0);
            record.put("closing_speed", 1.0);
            HttpResponse<String> person = server.post(DRIVE, json(record));
            assertThat(RunningServer.answer(person).path("target_speed").asDouble())
                    .isEqualTo(4, NEAR);
            assertThat(person.headers().firstValue("berth-annotations").orElse(""))
                    .contains("guard:person-near");
        }
    }

    @Test
    void model_thatHangs_isStoodInForWithinTheBudget() {
        system.with("driver-attention", "2", OnnxModels.slowByRounds(), HANGING);
        system.edit(
                "endpoints/drive.yaml",
                text ->
                        text.replace(
                                "{model: driver-attention, timeout: 60s",
                                "{model: driver-attention, timeout: 500ms"));
        try (var server = RunningServer.start(directory)) {
            HttpResponse<String> response = server.post(DRIVE, with("glances_away", 1));
            JsonNode answer = RunningServer.answer(response);
            assertThat(response.headers().firstValue("berth-annotations").orElse(""))
                    .contains("default:driver");
            // An inattentive driver: slower than with an attentive one.
            assertThat(answer.path("target_speed").asDouble()).isBetween(0.0, 10.0);
            server.assertNothingLeaked();
        }
    }

    @Test
    void model_thatBreaks_isStoodInForWithTheCarefulValue() {
        system.with("pedestrian", "2", OnnxModels.failing(), BREAKING);
        try (var server = RunningServer.start(directory)) {
            Map<String, Double> record = situation();
            record.put("box_height", 80.0);
            record.put("box_below_horizon", 65.0);
            record.put("closing_speed", 1.0);
            record.put("warmth", 60.0);
            HttpResponse<String> response = server.post(DRIVE, json(record));
            // It counts as a person, who is near.
            assertThat(RunningServer.answer(response).path("target_speed").asDouble())
                    .isEqualTo(4, NEAR);
            assertThat(response.headers().firstValue("berth-annotations").orElse(""))
                    .contains("default:person", "guard:person-near");
            server.assertNothingLeaked();
        }
    }
}
