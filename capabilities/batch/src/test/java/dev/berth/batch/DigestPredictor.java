package dev.berth.batch;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.scoring.prediction.Subject;
import dev.berth.scoring.tensor.PredictedTensors;
import dev.berth.scoring.tensor.TensorPredictor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Predictor whose outputs follow from a digest of the bytes of a row's inputs, by records or by
/// tensors; it refuses a row in a thousand.
final class DigestPredictor implements RecordPredictor, TensorPredictor {
    private final Signature signature;
    private final boolean takesTensors;
    private final TensorPool pool = new TensorPool();
    private final AtomicInteger tensorRows = new AtomicInteger();

    DigestPredictor(Signature signature, boolean takesTensors) {
        this.signature = signature;
        this.takesTensors = takesTensors;
    }

    /// Rows that it has predicted as tensors.
    int tensorRows() {
        return tensorRows.get();
    }

    @Override
    public TensorPool pool() {
        return pool;
    }

    @Override
    public Subject subject() {
        return new Subject(Subject.Kind.MODEL, "digest", "1");
    }

    @Override
    public String modelSha256() {
        return "d";
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Optional<TensorPredictor> tensors() {
        return takesTensors ? Optional.of(this) : Optional.empty();
    }

    @Override
    public List<Map<String, @Nullable Object>> predict(
            List<Map<String, @Nullable Object>> records) {
        List<Map<String, @Nullable Object>> predictions = new ArrayList<>();
        List<NamedTensors> groups = MapRecordCodec.toTensors(signature, records, pool);
        try {
            for (NamedTensors group : groups) {
                try (NamedTensors outputs = outputs(group)) {
                    MapRecordCodec.toRecords(signature, outputs)
                            .forEach(each -> predictions.add(new LinkedHashMap<>(each)));
                }
            }
        } finally {
            groups.forEach(NamedTensors::close);
        }
        return predictions;
    }

    @Override
    public PredictedTensors predict(NamedTensors inputs) {
        try (inputs) {
            NamedTensors outputs = outputs(inputs);
            tensorRows.addAndGet(outputs.tensor(0).rows());
            var left = new BitSet();
            for (int row = 0; row < outputs.tensor(0).rows(); row++) {
                // As if only its record told what becomes of it.
                left.set(row, digest(inputs, row) % 40 == 1);
            }
            return new PredictedTensors(outputs, left);
        }
    }

    private NamedTensors outputs(NamedTensors inputs) {
        int rows = inputs.tensor(0).rows();
        long[] digests = new long[rows];
        for (int row = 0; row < rows; row++) {
            digests[row] = digest(inputs, row);
            if (digests[row] % 1000 == 0) {
                throw new ProblemException(ProblemCode.VALUE_INVALID, "a digest", "send others");
            }
        }
        var outputs = new NamedTensors();
        for (Field field : signature.outputs()) {
            DeclaredShape shape = signature.recordShape(field);
            long[] sizes = new long[shape.rank()];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = ((Dimension.Fixed) shape.at(i)).size();
            }
            Tensor tensor = Tensor.allocate(pool, field.type(), Shape.of(sizes).prepend(rows));
            int perRow = (int) tensor.shape().elementsPerRow();
            for (int row = 0; row < rows; row++) {
                var random = new Random(digests[row]);
                for (int i = row * perRow; i < (row + 1) * perRow; i++) {
                    fill(tensor, i, random);
                }
            }
            outputs.put(field.name(), tensor);
        }
        return outputs;
    }

    private static void fill(Tensor tensor, int index, Random random) {
        if (tensor.type().isVariable()) {
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes); // Mostly no UTF-8.
            tensor.setElement(index, bytes);
            return;
        }
        int width = tensor.type().byteSize();
        boolean isFloating = tensor.type().isFloating();
        if (isFloating || width == 1) {
            tensor.setNumber(index, random.nextGaussian());
            return;
        }
        for (int i = 0; i < width; i++) {
            tensor.data().put(index * width + i, (byte) random.nextInt());
        }
    }

    private long digest(NamedTensors inputs, int row) {
        long digest = 17;
        for (Field field : signature.inputs()) {
            Tensor tensor = inputs.require(field.name());
            int perRow = (int) tensor.shape().elementsPerRow();
            for (int i = row * perRow; i < (row + 1) * perRow; i++) {
                digest =
                        31 * digest
                                + (tensor.type().isVariable()
                                        ? Arrays.hashCode(tensor.element(i))
                                        : Double.hashCode(tensor.number(i)));
            }
        }
        return Math.abs((digest * 0x9E3779B97F4A7C15L) >> 7);
    }
}
