package dev.berth.client.wire;

import dev.berth.client.balancing.Address;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.protocol.json.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Codec of a request for a model's signature through the metadata of the Open Inference Protocol,
/// which has names, element types and shapes.
public final class SignatureExchange implements ProtocolCodec<Signature> {
    private static final String BATCH = "N";
    private static final long ANY_SIZE = -1;

    private final ModelPath path;

    /// Creates a metadata request for a target.
    public SignatureExchange(ModelPath path) {
        this.path = path;
    }

    @Override
    public WireRequest request() {
        String tensors = path.tensors();
        return WireRequest.get(tensors.substring(0, tensors.lastIndexOf('/')));
    }

    @Override
    public Map<String, String> timeout(long remainingNanos) {
        return Timeouts.http(remainingNanos);
    }

    @Override
    public AttemptResult<Signature> read(WireResponse answer, Address server) {
        if (answer.status() != 200) {
            return new AttemptResult.Failed<>(ServerProblems.ofHttp(answer, server));
        }
        if (!(JsonValues.read(answer.body().getBytes()) instanceof Map<?, ?> metadata)) {
            throw unexpected("no object");
        }
        List<?> inputs = list(metadata.get("inputs"), "inputs");
        List<?> outputs = list(metadata.get("outputs"), "outputs");
        boolean isBatched =
                inputs.stream().allMatch(SignatureExchange::leadsAnySize)
                        && outputs.stream().allMatch(SignatureExchange::leadsAnySize);
        var signature =
                new Signature(
                        isBatched ? Optional.of(BATCH) : Optional.empty(),
                        fields(inputs, isBatched),
                        fields(outputs, isBatched));
        return new AttemptResult.Answered<>(signature, List.of(), TypedJsonCodec.version(answer));
    }

    private static List<?> list(@Nullable Object value, String name) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw unexpected("no list '" + name + "'");
    }

    private static Map<?, ?> object(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw unexpected("a tensor that is no object");
    }

    private static boolean leadsAnySize(@Nullable Object tensor) {
        List<?> shape = list(object(tensor).get("shape"), "shape");
        return !shape.isEmpty() && size(shape.getFirst()) == ANY_SIZE;
    }

    private static long size(@Nullable Object size) {
        if (size instanceof Number number
                && number.doubleValue() == number.longValue()
                && number.longValue() >= ANY_SIZE) {
            return number.longValue();
        }
        throw unexpected("a size that is none");
    }

    private static List<Field> fields(List<?> tensors, boolean isBatched) {
        List<Field> fields = new ArrayList<>();
        for (Object element : tensors) {
            Map<?, ?> tensor = object(element);
            if (!(tensor.get("name") instanceof String name)) {
                throw unexpected("a tensor without a name");
            }
            List<Dimension> dimensions = new ArrayList<>();
            for (Object each : list(tensor.get("shape"), "shape")) {
                long size = size(each);
                boolean leads = dimensions.isEmpty() && isBatched;
                dimensions.add(
                        size == ANY_SIZE
                                ? Dimension.dynamic(leads ? BATCH : Dimension.Dynamic.ANONYMOUS)
                                : Dimension.fixed(size));
            }
            fields.add(Field.of(name, type(tensor.get("datatype")), new DeclaredShape(dimensions)));
        }
        return fields;
    }

    private static ElementType type(@Nullable Object datatype) {
        for (ElementType type : ElementType.values()) {
            if (type.datatype().equals(datatype)) {
                return type;
            }
        }
        throw unexpected("the datatype " + datatype);
    }

    private static ProblemException unexpected(String what) {
        return new ProblemException(ProblemCode.REQUEST_MALFORMED, what, "");
    }
}
