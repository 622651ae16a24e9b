package dev.berth.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class NamedTensorsTest {
    private final TensorPool pool = new TensorPool();
    private final NamedTensors tensors = new NamedTensors();

    private Tensor tensor() {
        return Tensor.ofLongs(pool, Shape.of(1), 1);
    }

    @Test
    void put_severalNames_keepsTheirOrder() {
        tensors.put("b", tensor());
        tensors.put("a", tensor());
        assertThat(tensors.names()).containsExactly("b", "a");
    }

    @Test
    void put_nameTaken_throws() {
        tensors.put("a", tensor());
        Tensor second = tensor();
        assertThatThrownBy(() -> tensors.put("a", second))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tensor 'a' is there already");
    }

    @Test
    void put_nameTaken_closesTheSecond() {
        tensors.put("a", tensor());
        Tensor second = tensor();
        assertThatThrownBy(() -> tensors.put("a", second))
                .isInstanceOf(IllegalStateException.class);
        assertThat(pool.blocksInUse()).isEqualTo(1);
    }

    @Test
    void find_unknownName_isEmpty() {
        assertThat(tensors.find("a")).isEmpty();
    }

    @Test
    void require_unknownName_namesThoseThere() {
        tensors.put("b", tensor());
        assertThatThrownBy(() -> tensors.require("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no tensor 'a' among [b]");
    }

    @Test
    void take_knownName_handsOverOwnership() {
        tensors.put("a", tensor());
        Tensor taken = tensors.take("a").orElseThrow(NoSuchElementException::new);
        tensors.close();
        assertThat(taken.toLongs()).containsExactly(1);
        taken.close();
    }

    @Test
    void take_knownName_forgetsIt() {
        tensors.put("a", tensor());
        tensors.take("a").ifPresent(Tensor::close);
        assertThat(tensors.find("a")).isEmpty();
    }

    @Test
    void close_severalTensors_givesAllMemoryBack() {
        tensors.put("a", tensor());
        tensors.put("b", tensor());
        tensors.close();
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void close_twice_doesNothing() {
        tensors.put("a", tensor());
        tensors.close();
        tensors.close();
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void close_oneClosedByAnother_throws() {
        Tensor stray = tensor();
        tensors.put("a", stray);
        stray.close();
        assertThatThrownBy(tensors::close).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void close_oneClosedByAnother_closesTheOthers() {
        Tensor stray = tensor();
        tensors.put("a", stray);
        tensors.put("b", tensor());
        stray.close();
        assertThatThrownBy(tensors::close).isInstanceOf(IllegalStateException.class);
        assertThat(pool.blocksInUse()).isZero();
    }
}
