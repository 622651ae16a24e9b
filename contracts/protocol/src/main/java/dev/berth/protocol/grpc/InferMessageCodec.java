package dev.berth.protocol.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.proto.InferParameter;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.oip.BinaryTensorReader;
import dev.berth.protocol.oip.BinaryTensorWriter;
import dev.berth.protocol.oip.Classification;
import dev.berth.protocol.oip.InferRequest;
import dev.berth.protocol.oip.InferRequestValidator;
import dev.berth.protocol.oip.InferResponse;
import dev.berth.protocol.oip.RequestedOutput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Inference requests and answers as messages.
///
/// A request carries its data either in `raw_input_contents`, one element for each input in order,
/// or in the inputs' `contents`, not both. Answers always use `raw_output_contents`, which is what
/// public clients read.
public final class InferMessageCodec {
    /// The parameter of an answer in which annotations are written, as HTTP does in the header
    /// `berth-annotations`.
    public static final String ANNOTATIONS = "berth_annotations";

    private static final String TIMEOUT = "timeout";

    private InferMessageCodec() {}

    /// Reads a request of any number of records.
    public static InferRequest read(
            ModelInferRequest message, Signature signature, TensorPool pool) {
        return read(message, signature, RequestLimit.NONE, pool);
    }

    /// Reads a request.
    ///
    /// @return the request, which the caller closes or takes the inputs from
    /// @throws ProblemException if it does not fit the signature, `batch-too-large` if it has more
    ///   records than may come together
    public static InferRequest read(
            ModelInferRequest message, Signature signature, RequestLimit limit, TensorPool pool) {
        int rawCount = message.getRawInputContentsCount();
        if (rawCount != 0 && rawCount != message.getInputsCount()) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    rawCount
                            + " raw_input_contents for "
                            + message.getInputsCount()
                            + " inputs (expected: one for each, or none)",
                    "send the data of all inputs in raw_input_contents or of all in contents");
        }
        var inputs = new NamedTensors();
        try {
            for (int i = 0; i < message.getInputsCount(); i++) {
                readInput(message, i, signature, limit, inputs, pool);
            }
            Map<String, Object> parameters = parameters(message.getParametersMap());
            List<RequestedOutput> outputs = outputs(message, signature);
            InferRequestValidator.complete(signature, inputs, pool);
            Optional<String> id =
                    message.getId().isEmpty() ? Optional.empty() : Optional.of(message.getId());
            return new InferRequest(id, inputs, outputs, true, parameters);
        } catch (Throwable failure) {
            inputs.close();
            throw failure;
        }
    }

    private static void readInput(
            ModelInferRequest message,
            int index,
            Signature signature,
            RequestLimit limit,
            NamedTensors inputs,
            TensorPool pool) {
        ModelInferRequest.InferInputTensor input = message.getInputs(index);
        Field field = InferRequestValidator.requireNewInput(signature, inputs, input.getName());
        input.getParametersMap().keySet().forEach(InferRequestValidator::refuseSharedMemory);
        InferRequestValidator.requireDatatype(field, input.getDatatype());
        var sizes = new long[input.getShapeCount()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = input.getShape(i);
        }
        Shape shape = InferRequestValidator.requireShape(field, sizes);
        InferRequestValidator.requireWithin(limit, signature, shape);
        inputs.put(field.name(), tensor(message, index, field, shape, pool));
    }

    private static Tensor tensor(
            ModelInferRequest message, int index, Field field, Shape shape, TensorPool pool) {
        ModelInferRequest.InferInputTensor input = message.getInputs(index);
        if (message.getRawInputContentsCount() == 0) {
            return ContentsReader.read(input.getContents(), field, shape, pool);
        }
        if (input.hasContents() && input.getContents().getSerializedSize() > 0) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "input '"
                            + field.name()
                            + "' has contents beside raw_input_contents (expected: one of them)",
                    "leave contents out");
        }
        ByteString raw = message.getRawInputContents(index);
        return BinaryTensorReader.read(field, shape, raw.asReadOnlyByteBuffer(), pool);
    }

    private static List<RequestedOutput> outputs(ModelInferRequest message, Signature signature) {
        List<RequestedOutput> outputs = new ArrayList<>(message.getOutputsCount());
        for (ModelInferRequest.InferRequestedOutputTensor output : message.getOutputsList()) {
            InferRequestValidator.requireNewOutput(signature, outputs, output.getName());
            OptionalInt classes = OptionalInt.empty();
            for (Map.Entry<String, Object> parameter :
                    parameters(output.getParametersMap()).entrySet()) {
                InferRequestValidator.refuseSharedMemory(parameter.getKey());
                if (parameter.getKey().equals("classification")) {
                    classes = InferRequestValidator.classes(parameter.getValue());
                }
            }
            outputs.add(new RequestedOutput(output.getName(), Optional.empty(), classes));
        }
        return outputs;
    }

    /// How long the caller waits, as [InferRequestValidator#timeoutMillis] says.
    public static OptionalLong timeoutMillis(ModelInferRequest message) {
        InferParameter timeout =
                message.getParametersCount() == 0 ? null : message.getParametersMap().get(TIMEOUT);
        return timeout == null
                ? OptionalLong.empty()
                : InferRequestValidator.timeoutMillis(Map.of(TIMEOUT, parameter(TIMEOUT, timeout)));
    }

    private static Map<String, Object> parameters(Map<String, InferParameter> messages) {
        if (messages.isEmpty()) {
            return Map.of();
        }
        InferRequestValidator.requireFewParameters(messages.size());
        Map<String, Object> parameters = new LinkedHashMap<>();
        messages.forEach((name, message) -> parameters.put(name, parameter(name, message)));
        return parameters;
    }

    private static Object parameter(String name, InferParameter message) {
        return switch (message.getParameterChoiceCase()) {
            case BOOL_PARAM -> message.getBoolParam();
            case INT64_PARAM -> message.getInt64Param();
            case UINT64_PARAM -> unsigned(message.getUint64Param());
            case DOUBLE_PARAM -> message.getDoubleParam();
            case STRING_PARAM -> message.getStringParam();
            case PARAMETERCHOICE_NOT_SET ->
                    throw InferRequestValidator.wrongParameter(
                            name, "without a value", "a string, number or boolean");
        };
    }

    /// A Long where it fits; beyond that a Double, as from JSON.
    private static Object unsigned(long bits) {
        return bits >= 0 ? (Object) bits : (Object) Double.parseDouble(Long.toUnsignedString(bits));
    }

    /// Writes an answer of any size.
    public static ModelInferResponse write(InferResponse answer) {
        return write(answer, ByteSink.BYTES_MAX);
    }

    /// Writes an answer; the tensors are copied.
    ///
    /// @throws ProblemException `batch-too-large` if the tensors have more bytes than this
    public static ModelInferResponse write(InferResponse answer, int bytesMax) {
        int bytesLeft = bytesMax;
        ModelInferResponse.Builder message =
                ModelInferResponse.newBuilder()
                        .setModelName(answer.model().name().value())
                        .setModelVersion(answer.model().version().value());
        answer.id().ifPresent(message::setId);
        if (!answer.parameters().isEmpty()) {
            answer.parameters()
                    .forEach((name, value) -> message.putParameters(name, parameter(value)));
        }
        for (RequestedOutput output : answer.wanted()) {
            Tensor values = answer.outputs().require(output.name());
            Tensor tensor =
                    output.classes().isPresent()
                            ? Classification.of(
                                    answer.signature(),
                                    output.name(),
                                    values,
                                    output.classes().getAsInt())
                            : values;
            ModelInferResponse.InferOutputTensor.Builder part =
                    ModelInferResponse.InferOutputTensor.newBuilder()
                            .setName(output.name())
                            .setDatatype(tensor.type().datatype());
            for (int i = 0; i < tensor.shape().rank(); i++) {
                part.addShape(tensor.shape().size(i));
            }
            ByteString raw = raw(tensor, bytesLeft);
            bytesLeft -= raw.size();
            message.addOutputs(part.build()).addRawOutputContents(raw);
        }
        return message.build();
    }

    /// An answer with its annotations, in the parameter [#ANNOTATIONS].
    ///
    /// @param annotations each is written once; none changes nothing
    public static ModelInferResponse withAnnotations(
            ModelInferResponse answer, List<String> annotations) {
        return annotations.isEmpty()
                ? answer
                : answer.toBuilder()
                        .putParameters(
                                ANNOTATIONS,
                                parameter(String.join(", ", new LinkedHashSet<>(annotations))))
                        .build();
    }

    private static ByteString raw(Tensor tensor, int bytesMax) {
        long bytes = BinaryTensorWriter.byteCount(tensor);
        if (!tensor.type().isVariable() && bytes <= bytesMax) {
            return ByteString.copyFrom(tensor.data().duplicate());
        }
        var sink = new ByteSink((int) Math.min(bytes, bytesMax), bytesMax);
        BinaryTensorWriter.write(tensor, sink);
        // No other code has the sink, so its bytes will not change.
        return UnsafeByteOperations.unsafeWrap(sink.toBuffer());
    }

    private static InferParameter parameter(Object value) {
        InferParameter.Builder message = InferParameter.newBuilder();
        return switch (value) {
            case Boolean flag -> message.setBoolParam(flag).build();
            case Long number -> message.setInt64Param(number).build();
            case Integer number -> message.setInt64Param(number).build();
            case Number number -> message.setDoubleParam(number.doubleValue()).build();
            default -> message.setStringParam(value.toString()).build();
        };
    }

    /// An answer on a stream.
    public static ModelStreamInferResponse onStream(ModelInferResponse answer) {
        return ModelStreamInferResponse.newBuilder().setInferResponse(answer).build();
    }

    /// A refusal on a stream, which stays open; the id says of which request.
    public static ModelStreamInferResponse onStream(Problem problem, String id) {
        return ModelStreamInferResponse.newBuilder()
                .setErrorMessage(problem.toString())
                .setInferResponse(ModelInferResponse.newBuilder().setId(id))
                .build();
    }
}
