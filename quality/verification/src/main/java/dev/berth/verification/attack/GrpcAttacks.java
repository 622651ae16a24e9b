package dev.berth.verification.attack;

import com.google.protobuf.ByteString;
import dev.berth.proto.InferParameter;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferRequest.InferInputTensor;
import dev.berth.proto.ModelInferRequest.InferRequestedOutputTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/// Attacks by gRPC messages with far more parts than a model takes.
final class GrpcAttacks {
    private static final int PARTS = 1_000_000;
    private static final int AT_ONCE = 4;
    private static final List<Integer> REFUSED = List.of(400, 429);

    private GrpcAttacks() {}

    static List<Attack> all() throws IOException {
        return List.of(
                attack(
                        "grpc-inputs",
                        "a million inputs",
                        repeated(
                                ModelInferRequest.newBuilder()
                                        .addInputs(InferInputTensor.newBuilder().setName("x"))
                                        .build())),
                attack(
                        "grpc-outputs",
                        "a million outputs",
                        repeated(
                                ModelInferRequest.newBuilder()
                                        .addOutputs(
                                                InferRequestedOutputTensor.newBuilder()
                                                        .setName("y"))
                                        .build())),
                attack("grpc-parameters", "a million parameters", parameters()),
                attack(
                        "grpc-contents",
                        "a million raw contents",
                        repeated(
                                ModelInferRequest.newBuilder()
                                        .addRawInputContents(ByteString.EMPTY)
                                        .build())));
    }

    /// A million concatenations of a message, which merge into one.
    private static byte[] repeated(ModelInferRequest part) throws IOException {
        var bytes = new ByteArrayOutputStream();
        model().writeTo(bytes);
        byte[] one = part.toByteArray();
        for (int i = 0; i < PARTS; i++) {
            bytes.write(one);
        }
        return bytes.toByteArray();
    }

    private static byte[] parameters() {
        ModelInferRequest.Builder message = model().toBuilder();
        for (int i = 0; i < PARTS; i++) {
            message.putParameters("p" + i, InferParameter.newBuilder().setInt64Param(1).build());
        }
        return message.build().toByteArray();
    }

    private static ModelInferRequest model() {
        return ModelInferRequest.newBuilder().setModelName("plain").build();
    }

    private static Attack attack(String name, String summary, byte[] message) {
        return new Attack(
                name,
                summary + ", four messages at once",
                caller ->
                        Replies.expecting(
                                REFUSED, caller.infer(Collections.nCopies(AT_ONCE, message))),
                RecordAttacks.NEXT);
    }
}
