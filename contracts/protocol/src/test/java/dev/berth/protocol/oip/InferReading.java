package dev.berth.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.Signatures;
import java.nio.charset.StandardCharsets;

/// Reads requests in JSON, and holds refusals against what they are to say.
final class InferReading {
    private final TensorPool pool = new TensorPool();

    TensorPool pool() {
        return pool;
    }

    InferRequest read(Signature signature, String json) {
        return new InferRequestReader(signature, pool).read(json.getBytes(StandardCharsets.UTF_8));
    }

    InferRequest read(ElementType type, String shape, String data) {
        return read(
                Signatures.of(type),
                "{\"inputs\":[{\"name\":\"x\",\"shape\":%s,\"datatype\":\"%s\",\"data\":%s}]}"
                        .formatted(shape, type.datatype(), data));
    }

    ProblemException refusal(Runnable request) {
        return catchThrowableOfType(ProblemException.class, request::run);
    }

    void assertRefused(ProblemCode code, Runnable request, String... words) {
        ProblemException refusal = refusal(request);
        assertThat(refusal).isNotNull();
        assertThat(refusal.problem().code()).isEqualTo(code);
        assertThat(refusal.problem().message()).contains("expected");
        for (String word : words) {
            assertThat(refusal.problem().message()).contains(word);
        }
        assertThat(refusal.problem().remedy()).isNotEmpty();
    }

    static Tensor x(InferRequest request) {
        return request.inputs().require("x");
    }
}
