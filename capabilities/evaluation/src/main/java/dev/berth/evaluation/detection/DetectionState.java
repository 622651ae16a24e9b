package dev.berth.evaluation.detection;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.detection.ImageMatches.ClassMatches;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.ResampledSums;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.SliceMetrics;
import dev.berth.evaluation.task.SliceState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// All detections of a slice: some 12 bytes for each and for each picture and class, at most
/// [#ENTRIES_MAX] of them.
final class DetectionState implements SliceState<ImageMatches> {
    /// Some 100 MB; the largest public benchmarks have a tenth of it.
    static final int ENTRIES_MAX = 8_000_000;

    /// More classes than that have no metric of their own.
    static final int CLASSES_SHOWN_MAX = 100;

    /// Memory for the weights of pictures in resamples.
    private static final int WEIGHTS_MAX = 64_000_000;

    private static final String NO_BOX = "no box is to be found";

    private final Map<String, ClassDetections> classes = new TreeMap<>();
    private long[] units = new long[16];
    private double[] imageWeights = new double[16];
    private int images;
    private long entries;

    @Override
    public void add(ImageMatches outcome, long unit, double weight) {
        addImage(unit, weight);
        for (ClassMatches matches : outcome.classes()) {
            ClassDetections detections =
                    classes.computeIfAbsent(matches.className(), name -> new ClassDetections());
            int before = detections.entries();
            detections.add(matches, images - 1);
            entries += detections.entries() - before;
        }
        if (entries + images > ENTRIES_MAX) {
            throw new ProblemException(
                    ProblemCode.EVALUATION_INVALID,
                    "more than %,d pictures and detections, up to the picture of row %d"
                            .formatted(ENTRIES_MAX, unit),
                    "leave out detections of low score, or evaluate the data in parts");
        }
    }

    private void addImage(long unit, double weight) {
        if (images == units.length) {
            units = Arrays.copyOf(units, 2 * images);
            imageWeights = Arrays.copyOf(imageWeights, 2 * images);
        }
        units[images] = unit;
        imageWeights[images] = weight;
        images++;
    }

    @Override
    public SliceMetrics metrics(ResampledSums sums, Resampling resampling) {
        List<ClassDetections> detections = List.copyOf(classes.values());
        detections.forEach(ClassDetections::sort);
        int count = DetectionMetrics.COUNT + detections.size();
        double[] values = new double[count];
        double[] weights = Arrays.copyOf(imageWeights, images);
        new DetectionMetrics(detections).compute(weights, values);
        double[][] resampled = new double[count][resampling.count()];
        resample(detections, resampling, resampled);
        List<MetricValue> metrics = new ArrayList<>();
        String[] names = {"map", "map@0.5", "map@0.75", "voc-map@0.5", "average-recall@100"};
        for (int i = 0; i < names.length; i++) {
            metrics.add(metric(names[i], values[i], resampled[i], resampling));
        }
        if (detections.size() <= CLASSES_SHOWN_MAX) {
            int at = DetectionMetrics.COUNT;
            for (String name : classes.keySet()) {
                metrics.add(metric("ap[" + name + "]", values[at], resampled[at], resampling));
                at++;
            }
        }
        return new SliceMetrics(metrics, Optional.empty());
    }

    private static MetricValue metric(
            String name, double value, double[] resampled, Resampling resampling) {
        return Double.isNaN(value)
                ? MetricValue.undefined(name, NO_BOX)
                : resampling.metric(name, value, resampled);
    }

    /// Computes the metrics of every resample, on all processors: so many resamples at once as the
    /// weights of all pictures fit into the memory that they may take.
    private void resample(
            List<ClassDetections> detections, Resampling resampling, double[][] resampled) {
        int count = resampling.count();
        int atOnce = Math.max(1, Math.min(count, WEIGHTS_MAX / Math.max(1, images)));
        byte[] all = new byte[count];
        for (int from = 0; from < count; from += atOnce) {
            int first = from;
            int size = Math.min(atOnce, count - from);
            byte[][] weights = new byte[size][images];
            for (int image = 0; image < images; image++) {
                resampling.unitWeights(units[image], all);
                for (int i = 0; i < size; i++) {
                    weights[i][image] = all[first + i];
                }
            }
            int threads = Runtime.getRuntime().availableProcessors();
            IntStream.range(0, threads)
                    .parallel()
                    .forEach(
                            thread -> {
                                for (int i = thread; i < size; i += threads) {
                                    compute(detections, weights[i], first + i, resampled);
                                }
                            });
        }
    }

    private void compute(
            List<ClassDetections> detections, byte[] weights, int resample, double[][] resampled) {
        double[] values = new double[resampled.length];
        double[] weighted = new double[images];
        for (int image = 0; image < images; image++) {
            weighted[image] = imageWeights[image] * weights[image];
        }
        new DetectionMetrics(detections).compute(weighted, values);
        for (int i = 0; i < values.length; i++) {
            resampled[i][resample] = values[i];
        }
    }

    @Override
    public void write(ByteWriter out) {
        out.writeUnsigned(images);
        for (int image = 0; image < images; image++) {
            out.writeLong(units[image]);
            out.writeDouble(imageWeights[image]);
        }
        out.writeUnsigned(classes.size());
        classes.forEach(
                (name, detections) -> {
                    out.writeText(name);
                    detections.write(out);
                });
    }

    @Override
    public void read(ByteReader in) {
        for (int left = in.readCount(); left > 0; left--) {
            addImage(in.readLong(), in.readDouble());
        }
        for (int left = in.readCount(); left > 0; left--) {
            ClassDetections detections = new ClassDetections();
            classes.put(in.readText(), detections);
            detections.read(in, images);
            entries += detections.entries();
        }
    }
}
