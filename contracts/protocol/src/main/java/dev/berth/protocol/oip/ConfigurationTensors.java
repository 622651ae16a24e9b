package dev.berth.protocol.oip;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the inputs or outputs of a model configuration.
final class ConfigurationTensors {
    private static final String PREFIX = "TYPE_";

    private ConfigurationTensors() {}

    /// Adds the tensors, and the paths of what is passed over.
    static void read(ModelConfigNode list, List<TensorSpec> tensors, List<String> ignored) {
        for (ModelConfigNode element : list.elements()) {
            read(element, ignored).ifPresent(tensors::add);
        }
    }

    private static Optional<TensorSpec> read(ModelConfigNode tensor, List<String> ignored) {
        Map<String, ModelConfigNode> members = tensor.members();
        Optional<String> name = Optional.empty();
        Optional<ElementType> type = Optional.empty();
        Optional<DeclaredShape> shape = Optional.empty();
        for (var member : members.entrySet()) {
            ModelConfigNode place = member.getValue();
            switch (member.getKey()) {
                case "name" -> name = place.text();
                case "data_type", "datatype" -> type = type(place);
                case "dims", "shape" -> shape = Optional.of(shape(place));
                case "optional" -> {}
                case "reshape", "label_filename", "allow_ragged_batch", "is_shape_tensor" ->
                        ConfigurationReader.refuseUnlessEmpty(place);
                default -> {
                    if (!place.isEmpty()) {
                        ignored.add(place.path());
                    }
                }
            }
        }
        requirePresent(tensor, members, "name", "name");
        requirePresent(tensor, members, "data_type", "datatype");
        requirePresent(tensor, members, "dims", "shape");
        return name.isEmpty() || type.isEmpty() || shape.isEmpty()
                ? Optional.empty()
                : Optional.of(new TensorSpec(name.get(), type.get(), shape.get()));
    }

    private static void requirePresent(
            ModelConfigNode tensor,
            Map<String, ModelConfigNode> members,
            String key,
            String alias) {
        boolean missing = !members.containsKey(key) && !members.containsKey(alias);
        if (missing && tensor.value() instanceof Map) {
            tensor.violation("no '" + key + "'", "one");
        }
    }

    private static Optional<ElementType> type(ModelConfigNode place) {
        Optional<String> text = place.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String datatype =
                text.get().startsWith(PREFIX) ? text.get().substring(PREFIX.length()) : text.get();
        if (datatype.equals("STRING")) {
            return Optional.of(ElementType.STRING);
        }
        for (ElementType type : ElementType.values()) {
            if (type.datatype().equals(datatype)) {
                return Optional.of(type);
            }
        }
        place.expect("a data type such as TYPE_FP32");
        return Optional.empty();
    }

    private static DeclaredShape shape(ModelConfigNode place) {
        List<Dimension> dimensions = new ArrayList<>();
        for (ModelConfigNode size : place.elements()) {
            long number = size.whole(-1, Integer.MAX_VALUE).orElse(-1L);
            dimensions.add(
                    number < 0
                            ? Dimension.dynamic(Dimension.Dynamic.ANONYMOUS)
                            : Dimension.fixed(number));
        }
        if (dimensions.size() > Shape.RANK_MAX) {
            place.violation(dimensions.size() + " dimensions", "at most " + Shape.RANK_MAX);
        }
        return new DeclaredShape(dimensions);
    }
}
