package dev.berth.evaluation.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.tensor.ElementType;
import dev.berth.evaluation.bootstrap.PoissonBootstrap;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.testing.RecordedCases;
import dev.berth.evaluation.testing.RecordedCases.RecordedCase;
import dev.berth.evaluation.testing.TaskRun;
import dev.berth.evaluation.testing.TestSignatures;
import dev.berth.scoring.row.InvalidRowException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Metrics of detections: `cocoeval.csv` has what `COCOeval` of cocodataset/cocoapi (commit
/// 8c9bcc3c, BSD) gave: stats 0, 1, 2 and 8. A true box has picture, class, x, y, width, height and
/// whether it is a crowd, a detection has its score after the class.
final class DetectionEvaluationTest {
    private static final DetectionEvaluation EVALUATION =
            DetectionEvaluation.of(
                    "boxes",
                    TestSignatures.list("found", ElementType.STRING, 1),
                    Optional.of("found"));
    private static final PoissonBootstrap RESAMPLING = new PoissonBootstrap(40, 1, 0.95);

    @Test
    void metrics_ofRecordedPictures_areThoseOfCoco() throws InvalidRowException {
        List<RecordedCase> cases = RecordedCases.of(DetectionEvaluationTest.class, "cocoeval.csv");
        assertThat(cases).hasSizeGreaterThanOrEqualTo(30);
        for (RecordedCase each : cases) {
            Map<String, MetricValue> metrics = evaluate(each);
            assertClose(metrics, "map", each, "map");
            assertClose(metrics, "map@0.5", each, "map50");
            assertClose(metrics, "map@0.75", each, "map75");
            assertClose(metrics, "average-recall@100", each, "ar100");
        }
    }

    private static void assertClose(
            Map<String, MetricValue> metrics, String name, RecordedCase each, String field) {
        MetricValue metric = metric(metrics, name);
        assertThat(metric.value())
                .as("%s of %s", name, each)
                .isEqualTo(each.number(field), within(1e-9));
        assertThat(metric.low()).isLessThanOrEqualTo(metric.high()).isBetween(0.0, 1.0);
    }

    private static Map<String, MetricValue> evaluate(RecordedCase each) throws InvalidRowException {
        Map<Integer, List<Map<String, Object>>> trueBoxes = new TreeMap<>();
        Map<Integer, List<Map<String, Object>>> detections = new TreeMap<>();
        for (String text : each.words("truth")) {
            String[] numbers = text.split(",");
            Map<String, Object> box = box(numbers, 2);
            box.put("iscrowd", Integer.valueOf(numbers[6]));
            add(trueBoxes, detections, numbers).add(box);
        }
        for (String text : each.words("detections")) {
            String[] numbers = text.split(",");
            Map<String, Object> box = box(numbers, 3);
            box.put("score", Double.valueOf(numbers[2]));
            add(detections, trueBoxes, numbers).add(box);
        }
        TaskRun<ImageMatches> run = new TaskRun<>(EVALUATION, RESAMPLING);
        for (Map.Entry<Integer, List<Map<String, Object>>> picture : trueBoxes.entrySet()) {
            List<Map<String, Object>> found = detections.getOrDefault(picture.getKey(), List.of());
            run.add(
                    1,
                    TaskRun.row(
                            picture.getKey() + 1,
                            Map.of("boxes", picture.getValue()),
                            Map.of("found", found)));
        }
        return run.metrics();
    }

    private static List<Map<String, Object>> add(
            Map<Integer, List<Map<String, Object>>> to,
            Map<Integer, List<Map<String, Object>>> other,
            String[] numbers) {
        int picture = Integer.parseInt(numbers[0]);
        other.computeIfAbsent(picture, key -> new ArrayList<>());
        return to.computeIfAbsent(picture, key -> new ArrayList<>());
    }

    private static Map<String, Object> box(String[] numbers, int at) {
        Map<String, Object> box = new TreeMap<>();
        box.put("class", numbers[1]);
        box.put("x", Double.valueOf(numbers[at]));
        box.put("y", Double.valueOf(numbers[at + 1]));
        box.put("width", Double.valueOf(numbers[at + 2]));
        box.put("height", Double.valueOf(numbers[at + 3]));
        return box;
    }

    @Test
    void voc_whereTheNearestBoxIsTaken_isFalse() throws InvalidRowException {
        // The second detection overlaps the first box most, which is taken; COCO gives it the
        // second.
        String truth = "[{\"box\": [0, 0, 10, 10]}, {\"box\": [2, 0, 12, 10]}]";
        String found =
                "[{\"score\": 0.9, \"box\": [0, 0, 10, 10]}, {\"score\": 0.8, \"box\": [0.5, 0, 10.5,"
                        + " 10]}]";
        Map<String, MetricValue> metrics = single(truth, found);
        assertThat(value(metrics, "voc-map@0.5")).isEqualTo(0.5, within(1e-12));
        assertThat(value(metrics, "map@0.5")).isEqualTo(1, within(1e-12));
    }

    @Test
    void voc_ofADifficultBox_countsNeitherWay() throws InvalidRowException {
        String truth = "[{\"box\": [0, 0, 10, 10], \"difficult\": 1}, {\"box\": [50, 0, 60, 10]}]";
        String found =
                "[{\"score\": 0.9, \"box\": [0, 0, 10, 10]}, {\"score\": 0.8, \"box\": [50, 0, 60,"
                        + " 10]}]";
        assertThat(value(single(truth, found), "voc-map@0.5")).isEqualTo(1, within(1e-12));
    }

    @Test
    void pictures_withoutAnyBox_haveNoMetric() throws InvalidRowException {
        Map<String, MetricValue> metrics = single("[]", "[{\"score\": 1, \"box\": [0, 0, 1, 1]}]");
        assertThat(metric(metrics, "map").reason()).contains("no box is to be found");
    }

    @Test
    void boxes_ofOtherForms_areRead() throws InvalidRowException {
        String truth = "[{\"polygon\": [[0, 0], [10, 0], [10, 8], [0, 9]], \"name\": \"a\"}]";
        TaskRun<ImageMatches> run = new TaskRun<>(EVALUATION, RESAMPLING);
        run.add(
                1,
                TaskRun.row(
                        1,
                        Map.of("boxes", truth),
                        Map.of(
                                "found.box", List.of(List.of(0, 0, 10, 9)),
                                "found.class", List.of("a"),
                                "found.score", List.of(0.5))));
        assertThat(value(run.metrics(), "ap[a]")).isEqualTo(1, within(1e-12));
    }

    @Test
    void boxes_thatAreInvalid_areRejectedWithTheirColumn() {
        assertInvalid("[{\"box\": [3, 0, 1, 1]}]", "[]", "boxes", "[3, 0, 1, 1]");
        assertInvalid("[1, 2]", "[]", "boxes", "element 0");
        assertInvalid("{", "[]", "boxes", "expected: JSON");
        assertInvalid("[".repeat(5_000), "[]", "boxes", "expected: JSON");
        assertInvalid("[] []", "[]", "boxes", "expected: JSON");
        assertInvalid("5", "[]", "boxes", "5");
        assertInvalid("[]", "[{\"box\": [0, 0, 1, 1]}]", "found", "score of a box: null");
        assertInvalid("[]", "[{\"score\": 1}]", "found", "expected: [left, top");
        assertInvalid("[]", "[" + "{},".repeat(20_000) + "{}]", "found", "20001 boxes");
    }

    private static void assertInvalid(String truth, String found, String column, String message) {
        assertThatThrownBy(() -> single(truth, found))
                .isInstanceOf(InvalidRowException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(((InvalidRowException) e).column()).isEqualTo(column));
    }

    private static Map<String, MetricValue> single(String truth, String found)
            throws InvalidRowException {
        TaskRun<ImageMatches> run = new TaskRun<>(EVALUATION, RESAMPLING);
        run.add(1, TaskRun.row(1, Map.of("boxes", truth), Map.of("found", found)));
        return run.metrics();
    }

    private static double value(Map<String, MetricValue> metrics, String name) {
        return metric(metrics, name).value();
    }

    private static MetricValue metric(Map<String, MetricValue> metrics, String name) {
        return Objects.requireNonNull(metrics.get(name), name);
    }

    /// The interval of pictures that are drawn anew is about as wide as the one from resamples.
    @Test
    void interval_ofManyPictures_isAsWideAsTheirSpread() throws InvalidRowException {
        Random random = new Random(Long.getLong("berth.seed", 1));
        double[] values = new double[60];
        double width = 0;
        for (int round = 0; round < values.length; round++) {
            TaskRun<ImageMatches> run =
                    new TaskRun<>(EVALUATION, new PoissonBootstrap(200, 1, 0.95));
            for (int picture = 1; picture <= 60; picture++) {
                List<Map<String, Object>> found = new ArrayList<>();
                found.add(
                        Map.of(
                                "score", random.nextDouble(),
                                "box", List.of(0, 0, 10, random.nextInt(10) < 7 ? 10 : 4)));
                run.add(
                        1,
                        TaskRun.row(
                                picture,
                                Map.of("boxes", List.of(Map.of("box", List.of(0, 0, 10, 10)))),
                                Map.of("found", found)));
            }
            MetricValue metric = metric(run.metrics(), "map@0.5");
            values[round] = metric.value();
            width += (metric.high() - metric.low()) / values.length;
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double deviation =
                Math.sqrt(
                        Arrays.stream(values)
                                .map(each -> (each - mean) * (each - mean))
                                .average()
                                .orElseThrow());
        assertThat(width / (2 * 1.96 * deviation)).isBetween(0.7, 1.4);
    }
}
