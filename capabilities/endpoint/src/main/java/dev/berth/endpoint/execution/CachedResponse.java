package dev.berth.endpoint.execution;

import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A cached response on the heap. Immutable.
final class CachedResponse {
    /// What an entry takes besides its content: objects, references, the table.
    private static final int OVERHEAD_BYTES = 256;

    private final List<Part> parts;
    private final List<String> annotations;
    private final long byteCount;
    private final long madeNanos;

    private CachedResponse(
            List<Part> parts, List<String> annotations, long byteCount, long madeNanos) {
        this.parts = List.copyOf(parts);
        this.annotations = List.copyOf(annotations);
        this.byteCount = byteCount;
        this.madeNanos = madeNanos;
    }

    /// One output.
    private sealed interface Part {
        String name();
    }

    /// @param content which is never changed
    private record Numbers(String name, ElementType type, Shape shape, ByteBuffer content)
            implements Part {}

    private record Elements(String name, ElementType type, Shape shape, List<byte[]> elements)
            implements Part {}

    /// A copy of an answer.
    ///
    /// @param annotations that go with it
    /// @param madeNanos when, on the scale of the cache
    static CachedResponse copyOf(NamedTensors answer, List<String> annotations, long madeNanos) {
        List<Part> parts = new ArrayList<>(answer.count());
        long bytes = OVERHEAD_BYTES;
        for (int i = 0; i < answer.count(); i++) {
            Tensor tensor = answer.tensor(i);
            bytes += OVERHEAD_BYTES + tensor.byteCount();
            parts.add(part(answer.name(i), tensor));
        }
        return new CachedResponse(parts, annotations, bytes, madeNanos);
    }

    private static Part part(String name, Tensor tensor) {
        if (tensor.type().isVariable()) {
            List<byte[]> elements = new ArrayList<>();
            for (int i = 0; i < tensor.shape().elementCount(); i++) {
                elements.add(tensor.element(i));
            }
            return new Elements(name, tensor.type(), tensor.shape(), elements);
        }
        ByteBuffer content = ByteBuffer.allocate(tensor.data().capacity());
        content.put(tensor.data().duplicate()).flip();
        return new Numbers(name, tensor.type(), tensor.shape(), content);
    }

    long byteCount() {
        return byteCount;
    }

    /// When it was made, on the scale of the cache.
    long madeNanos() {
        return madeNanos;
    }

    List<String> annotations() {
        return annotations;
    }

    /// The answer, which the caller closes.
    NamedTensors toTensors(TensorPool pool) {
        var answer = new NamedTensors();
        for (Part part : parts) {
            answer.put(
                    part.name(),
                    switch (part) {
                        case Numbers(var name, var type, var shape, var content) -> {
                            Tensor tensor = Tensor.allocate(pool, type, shape);
                            tensor.data().put(0, content, 0, content.limit());
                            yield tensor;
                        }
                        case Elements(var name, var type, var shape, var elements) ->
                                Tensor.ofElements(type, shape, elements);
                    });
        }
        return answer;
    }
}
