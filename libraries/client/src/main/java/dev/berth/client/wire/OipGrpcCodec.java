package dev.berth.client.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.berth.client.balancing.Address;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.proto.InferParameter;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferRequest.InferInputTensor;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelInferResponse.InferOutputTensor;
import dev.berth.protocol.grpc.InferMessageCodec;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.oip.BinaryTensorWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Codec of tensors over gRPC: `ModelInfer` with raw contents.
///
/// A unary call is a POST with one message behind a prefix of five bytes: a compression flag and
/// the length. Its status is in the trailers.
///
/// Source: gRPC over HTTP/2.
public final class OipGrpcCodec implements ProtocolCodec<NamedTensors> {
    private static final String METHOD = "/inference.GRPCInferenceService/ModelInfer";
    private static final int FRAME_BYTES = 5;

    private final WireRequest request;
    private final TensorPool pool;

    /// Encodes a call with these inputs.
    ///
    /// @param inputs read here and owned by the caller
    /// @param pool allocates the outputs
    public OipGrpcCodec(ModelPath path, NamedTensors inputs, TensorPool pool) {
        this.request =
                WireRequest.post(
                        METHOD,
                        Map.of("content-type", "application/grpc", "te", "trailers"),
                        framed(message(path, inputs)));
        this.pool = pool;
    }

    private static ModelInferRequest message(ModelPath path, NamedTensors inputs) {
        ModelInferRequest.Builder message =
                ModelInferRequest.newBuilder().setModelName(path.name().value());
        path.version().ifPresent(version -> message.setModelVersion(version.value()));
        for (int i = 0; i < inputs.count(); i++) {
            Tensor tensor = inputs.tensor(i);
            InferInputTensor.Builder part =
                    InferInputTensor.newBuilder()
                            .setName(inputs.name(i))
                            .setDatatype(tensor.type().datatype());
            for (long size : tensor.shape().toArray()) {
                part.addShape(size);
            }
            message.addInputs(part).addRawInputContents(raw(tensor));
        }
        return message.build();
    }

    private static ByteString raw(Tensor tensor) {
        var sink = new ByteSink((int) BinaryTensorWriter.byteCount(tensor));
        BinaryTensorWriter.write(tensor, sink);
        // No other code holds the sink, so its bytes will not change.
        return UnsafeByteOperations.unsafeWrap(sink.toBuffer());
    }

    private static byte[] framed(ModelInferRequest message) {
        int length = message.getSerializedSize();
        Buffer frame = Buffer.buffer(FRAME_BYTES + length);
        frame.appendByte((byte) 0).appendInt(length).appendBytes(message.toByteArray());
        return frame.getBytes();
    }

    @Override
    public WireRequest request() {
        return request;
    }

    @Override
    public Map<String, String> timeout(long remainingNanos) {
        return Timeouts.grpc(remainingNanos);
    }

    @Override
    public AttemptResult<NamedTensors> read(WireResponse answer, Address server) {
        if (answer.status() != 200) {
            return new AttemptResult.Failed<>(ServerProblems.ofHttp(answer, server));
        }
        int status = status(answer);
        if (status != 0) {
            return new AttemptResult.Failed<>(ServerProblems.ofGrpc(answer, status, server));
        }
        ModelInferResponse message = message(answer.body());
        return new AttemptResult.Answered<>(
                tensors(message),
                TypedJsonCodec.annotations(
                        message.getParametersOrDefault(
                                        InferMessageCodec.ANNOTATIONS,
                                        InferParameter.getDefaultInstance())
                                .getStringParam()),
                TypedJsonCodec.version(answer)
                        .or(
                                () ->
                                        Optional.of(message.getModelVersion())
                                                .filter(version -> !version.isEmpty())));
    }

    private static int status(WireResponse answer) {
        String status =
                answer.trailer("grpc-status")
                        .orElseThrow(() -> OipHttpCodec.malformed("no grpc-status"));
        try {
            return Integer.parseInt(status);
        } catch (NumberFormatException e) {
            throw OipHttpCodec.malformed("the grpc-status '" + status + "'");
        }
    }

    private static ModelInferResponse message(Buffer body) {
        if (body.length() < FRAME_BYTES
                || body.getByte(0) != 0
                || body.getInt(1) != body.length() - FRAME_BYTES) {
            throw OipHttpCodec.malformed("no single uncompressed message");
        }
        try {
            return ModelInferResponse.parseFrom(body.getBytes(FRAME_BYTES, body.length()));
        } catch (InvalidProtocolBufferException e) {
            throw OipHttpCodec.malformed(String.valueOf(e.getMessage()));
        }
    }

    private NamedTensors tensors(ModelInferResponse message) {
        List<InferOutputTensor> outputs = message.getOutputsList();
        if (message.getRawOutputContentsCount() != outputs.size()) {
            throw OipHttpCodec.malformed(
                    message.getRawOutputContentsCount()
                            + " raw_output_contents for "
                            + outputs.size()
                            + " outputs");
        }
        var tensors = new NamedTensors();
        try {
            for (int i = 0; i < outputs.size(); i++) {
                InferOutputTensor output = outputs.get(i);
                var sizes = output.getShapeList().stream().mapToLong(Long::longValue).toArray();
                var tensor =
                        new OutputTensor(
                                output.getName(),
                                OutputTensor.type(output.getName(), output.getDatatype()),
                                Shape.of(sizes));
                tensors.put(
                        output.getName(),
                        tensor.read(message.getRawOutputContents(i).asReadOnlyByteBuffer(), pool));
            }
            return tensors;
        } catch (RuntimeException e) {
            tensors.close();
            throw e;
        }
    }
}
