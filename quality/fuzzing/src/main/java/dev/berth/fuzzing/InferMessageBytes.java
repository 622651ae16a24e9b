package dev.berth.fuzzing;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.TensorPool;
import dev.berth.proto.ModelInferRequest;
import dev.berth.protocol.grpc.InferMessageCodec;
import java.util.List;

/// Fuzz target: the message of a prediction over gRPC.
final class InferMessageBytes implements Target {
    private final TensorPool pool = new TensorPool();
    private final Signature signature = FuzzSystem.described().signature();

    @Override
    public List<byte[]> seeds() {
        ModelInferRequest.Builder message =
                ModelInferRequest.newBuilder().setModelName("kinds").setId("1");
        message.addInputsBuilder()
                .setName("f")
                .setDatatype("FP32")
                .addShape(1)
                .addShape(2)
                .getContentsBuilder()
                .addFp32Contents(1)
                .addFp32Contents(2);
        message.addInputsBuilder()
                .setName("u")
                .setDatatype("UINT8")
                .addShape(1)
                .addShape(4)
                .getContentsBuilder()
                .addUintContents(1)
                .addUintContents(2)
                .addUintContents(3)
                .addUintContents(4);
        return List.of(message.build().toByteArray(), GrpcMessages.tiny().toByteArray());
    }

    @Override
    public void accept(byte[] bytes) {
        ModelInferRequest message;
        try {
            message = ModelInferRequest.parseFrom(bytes);
        } catch (InvalidProtocolBufferException notOurs) {
            return;
        }
        try {
            InferMessageCodec.read(message, signature, pool).close();
        } catch (ProblemException e) {
            Bytes.requireRemedy(e);
        }
        Bytes.requireNothingHeld(pool);
    }
}
