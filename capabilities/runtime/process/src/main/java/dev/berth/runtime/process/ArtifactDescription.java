package dev.berth.runtime.process;

import dev.berth.core.SanitizedText;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.runtime.LoadedArtifact;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A worker's description of the artifact that it has loaded.
///
/// @param optional inputs that the artifact has values of its own for
/// @param executors how many executions shall run at the same time, at least 1
/// @param weightBytes what its weights take, in the worker's words
record ArtifactDescription(
        List<TensorSpec> inputs,
        List<TensorSpec> optional,
        List<TensorSpec> outputs,
        Map<String, String> metadata,
        int executors,
        long weightBytes) {
    /// Many times the longest list of categories that a model carries with it.
    static final int BYTES_MAX = 64 << 20;

    private static final int EXECUTORS_MAX = 1024;

    ArtifactDescription {
        inputs = List.copyOf(inputs);
        optional = List.copyOf(optional);
        outputs = List.copyOf(outputs);
        metadata = Map.copyOf(metadata);
    }

    static ArtifactDescription of(LoadedArtifact artifact) {
        return new ArtifactDescription(
                artifact.inputs(),
                artifact.optionalInputs(),
                artifact.outputs(),
                artifact.metadata(),
                artifact.executors(),
                artifact.memory().weightBytes());
    }

    /// Whether a worker that says this can stand in for one that said the other.
    boolean isInterchangeableWith(ArtifactDescription other) {
        return inputs.equals(other.inputs)
                && optional.equals(other.optional)
                && outputs.equals(other.outputs);
    }

    void write(FrameWriter frame) {
        writeSpecs(inputs, frame);
        writeSpecs(optional, frame);
        writeSpecs(outputs, frame);
        frame.putTexts(metadata).putInt(executors).putLong(weightBytes);
    }

    private static void writeSpecs(List<TensorSpec> specs, FrameWriter frame) {
        frame.putInt(specs.size());
        for (TensorSpec spec : specs) {
            frame.putText(spec.name()).putText(spec.type().label()).putByte(spec.shape().rank());
            for (Dimension dimension : spec.shape().list()) {
                switch (dimension) {
                    case Dimension.Fixed(long size) -> frame.putTruth(true).putLong(size);
                    case Dimension.Dynamic(String name) -> frame.putTruth(false).putText(name);
                }
            }
        }
    }

    static ArtifactDescription read(FrameReader frame) {
        List<TensorSpec> inputs = readSpecs(frame);
        List<TensorSpec> optional = readSpecs(frame);
        List<TensorSpec> outputs = readSpecs(frame);
        Map<String, String> metadata = frame.readTextsByKey();
        int executors = frame.readCount(EXECUTORS_MAX);
        long weightBytes = frame.readLong();
        frame.end();
        if (executors < 1 || weightBytes < 0) {
            throw new FrameProtocolException(
                    executors + " executors, " + weightBytes + " bytes of weights");
        }
        requireDistinct(inputs, optional);
        requireDistinct(outputs, List.of());
        return new ArtifactDescription(inputs, optional, outputs, metadata, executors, weightBytes);
    }

    private static List<TensorSpec> readSpecs(FrameReader frame) {
        int count = frame.readCount(FrameReader.COUNT_MAX);
        List<TensorSpec> specs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = frame.readText();
            ElementType type = readType(frame);
            specs.add(new TensorSpec(name, type, readDimensions(frame)));
        }
        return specs;
    }

    private static ElementType readType(FrameReader frame) {
        String label = frame.readText();
        return ElementType.findByLabel(label)
                .orElseThrow(
                        () ->
                                new FrameProtocolException(
                                        "the element type '" + SanitizedText.of(label) + "'"));
    }

    private static DeclaredShape readDimensions(FrameReader frame) {
        int rank = frame.readByte();
        if (rank > Shape.RANK_MAX) {
            throw new FrameProtocolException("a declared shape of " + rank + " dimensions");
        }
        List<Dimension> dimensions = new ArrayList<>(rank);
        for (int i = 0; i < rank; i++) {
            dimensions.add(frame.readTruth() ? fixed(frame) : Dimension.dynamic(frame.readText()));
        }
        return new DeclaredShape(dimensions);
    }

    private static Dimension fixed(FrameReader frame) {
        long size = frame.readLong();
        if (size < 0 || size > Shape.ELEMENTS_MAX) {
            throw new FrameProtocolException("a dimension of size " + size);
        }
        return Dimension.fixed(size);
    }

    private static void requireDistinct(List<TensorSpec> specs, List<TensorSpec> further) {
        Set<String> names = new HashSet<>();
        for (List<TensorSpec> list : List.of(specs, further)) {
            for (TensorSpec spec : list) {
                if (spec.name().isEmpty() || !names.add(spec.name())) {
                    throw new FrameProtocolException(
                            "two tensors of the name '" + SanitizedText.of(spec.name()) + "'");
                }
            }
        }
    }
}
