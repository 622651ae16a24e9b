package dev.berth.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
    private final TensorPool pool = new TensorPool();

    private Tensor floats() {
        return Tensor.ofFloats(pool, Shape.of(3, 2), 0, 1, 2, 3, 4, 5);
    }

    private static Tensor texts() {
        return Tensor.ofStrings(Shape.of(3), List.of("a", "", "größer 𝄞"));
    }

    @ParameterizedTest
    @EnumSource(
            value = ElementType.class,
            names = {"STRING", "BYTES"},
            mode = EnumSource.Mode.EXCLUDE)
    void allocate_everyNumericType_holdsItsBytes(ElementType type) {
        try (Tensor tensor = Tensor.allocate(pool, type, Shape.of(3, 5))) {
            assertThat(tensor.data().limit()).isEqualTo(15 * type.byteSize());
        }
    }

    @Test
    void over_memoryOfTheCaller_isReadWhereItLiesAndKept() {
        ByteBuffer memory = ByteBuffer.allocateDirect(32).order(ByteOrder.LITTLE_ENDIAN);
        memory.putFloat(8, 7).putFloat(12, 8);
        ByteBuffer part = memory.slice(8, 8);
        try (Tensor tensor = Tensor.over(ElementType.FLOAT32, Shape.of(2, 1), part);
                Tensor last = tensor.slice(1, 1)) {
            assertThat(tensor.toFloats()).containsExactly(7, 8);
            assertThat(last.toFloats()).containsExactly(8);
        }
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void over_otherSize_isRefused() {
        ByteBuffer memory = ByteBuffer.allocateDirect(32);
        assertThatThrownBy(() -> Tensor.over(ElementType.FLOAT32, Shape.of(2), memory))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("32 bytes for float32 [2] (expected: 8)");
    }

    @Test
    void allocate_string_beginsWithEmptyElements() {
        try (Tensor tensor = Tensor.allocate(pool, ElementType.STRING, Shape.of(2))) {
            assertThat(tensor.text(1)).isEmpty();
        }
    }

    @Test
    void allocate_noElements_hasNoData() {
        try (Tensor tensor = Tensor.allocate(pool, ElementType.FLOAT32, Shape.of(0, 4))) {
            assertThat(tensor.data().limit()).isZero();
        }
    }

    @Test
    void allocate_moreBytesThanOneBuffer_isRefused() {
        assertThatThrownBy(
                        () ->
                                Tensor.allocate(
                                        pool, ElementType.FLOAT64, Shape.of(Integer.MAX_VALUE / 2)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.SHAPE_MISMATCH));
    }

    @Test
    void data_anyTensor_isLittleEndian() {
        try (Tensor tensor = Tensor.ofLongs(pool, Shape.of(1), 1)) {
            assertThat(tensor.data().get(0)).isEqualTo((byte) 1);
        }
    }

    @Test
    void ofFloats_values_areReadBack() {
        try (Tensor tensor = floats()) {
            assertThat(tensor.toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
        }
    }

    @Test
    void ofDoubles_values_areReadBack() {
        try (Tensor tensor = Tensor.ofDoubles(pool, Shape.of(2), 0.1, Double.MIN_VALUE)) {
            assertThat(tensor.number(1)).isEqualTo(Double.MIN_VALUE);
        }
    }

    @Test
    void ofStrings_texts_areReadBack() {
        try (Tensor tensor = texts()) {
            assertThat(tensor.text(2)).isEqualTo("größer 𝄞");
        }
    }

    @Test
    void ofFloats_otherCountThanTheShape_isRefused() {
        assertThatThrownBy(() -> Tensor.ofFloats(pool, Shape.of(3), 1, 2))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.SIZE_MISMATCH));
    }

    @Test
    void ofFloats_otherCountThanTheShape_takesNoMemory() {
        assertThatThrownBy(() -> Tensor.ofFloats(pool, Shape.of(3), 1, 2))
                .isInstanceOf(ProblemException.class);
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void ofElements_numericType_throws() {
        assertThatThrownBy(
                        () ->
                                Tensor.ofElements(
                                        ElementType.INT8, Shape.of(1), List.of(new byte[1])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void text_bytesThatAreNotUtf8_becomeReplacementCharacters() {
        byte[] broken = {(byte) 0xff, 'a'};
        try (Tensor tensor = Tensor.ofElements(ElementType.STRING, Shape.of(1), List.of(broken))) {
            assertThat(tensor.text(0)).isEqualTo("\ufffda");
        }
    }

    @Test
    void close_numbers_givesTheMemoryBack() {
        floats().close();
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void close_twice_throws() {
        Tensor tensor = floats();
        tensor.close();
        assertThatThrownBy(tensor::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tensor released twice: float32 [3, 2]");
    }

    @Test
    void close_stringsTwice_throws() {
        Tensor tensor = texts();
        tensor.close();
        assertThatThrownBy(tensor::close).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void close_twiceWhileShared_leavesTheOtherItsMemory() {
        Tensor tensor = floats();
        try (Tensor other = tensor.share()) {
            tensor.close();
            assertThatThrownBy(tensor::close).isInstanceOf(IllegalStateException.class);
            assertThat(other.toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
        }
    }

    @Test
    void close_fourThreadsAtOnce_succeedsOnce() throws InterruptedException, ExecutionException {
        Callable<Integer> closeAll;
        int succeeded = 0;
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int round = 0; round < 500; round++) {
                Tensor tensor = floats();
                closeAll = () -> closes(tensor) ? 1 : 0;
                for (var result :
                        threads.invokeAll(List.of(closeAll, closeAll, closeAll, closeAll))) {
                    succeeded += result.get();
                }
            }
        }
        assertThat(succeeded).isEqualTo(500);
    }

    private static boolean closes(Tensor tensor) {
        try {
            tensor.close();
            return true;
        } catch (IllegalStateException expected) {
            return false;
        }
    }

    @Test
    void data_afterClose_throws() {
        Tensor tensor = floats();
        tensor.close();
        assertThatThrownBy(tensor::data)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tensor used after its release");
    }

    @Test
    void element_afterClose_throws() {
        Tensor tensor = texts();
        tensor.close();
        assertThatThrownBy(() -> tensor.element(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void share_afterClose_throws() {
        Tensor tensor = floats();
        tensor.close();
        assertThatThrownBy(tensor::share).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void share_stringsAfterClose_throws() {
        Tensor tensor = texts();
        tensor.close();
        assertThatThrownBy(tensor::share).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void slice_afterClose_throws() {
        Tensor tensor = floats();
        tensor.close();
        assertThatThrownBy(() -> tensor.slice(0, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void slice_middleRow_seesThatRow() {
        try (Tensor tensor = floats();
                Tensor row = tensor.slice(1, 1)) {
            assertThat(row.toFloats()).containsExactly(2, 3);
        }
    }

    @Test
    void slice_ofASlice_countsFromTheSlice() {
        try (Tensor tensor = floats();
                Tensor lower = tensor.slice(1, 2);
                Tensor last = lower.slice(1, 1)) {
            assertThat(last.toFloats()).containsExactly(4, 5);
        }
    }

    @Test
    void slice_rows_hasTheirShape() {
        try (Tensor tensor = floats();
                Tensor rows = tensor.slice(0, 2)) {
            assertThat(rows.shape()).isEqualTo(Shape.of(2, 2));
        }
    }

    @Test
    void slice_strings_seesTheirRows() {
        try (Tensor tensor = texts();
                Tensor rows = tensor.slice(2, 1)) {
            assertThat(rows.text(0)).isEqualTo("größer 𝄞");
        }
    }

    @Test
    void slice_noRows_isEmpty() {
        try (Tensor tensor = floats();
                Tensor rows = tensor.slice(3, 0)) {
            assertThat(rows.toFloats()).isEmpty();
        }
    }

    @Test
    void slice_beyondTheRows_throws() {
        try (Tensor tensor = floats()) {
            assertThatThrownBy(() -> tensor.slice(2, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void slice_beyondTheRows_retainsNothing() {
        try (Tensor tensor = floats()) {
            assertThatThrownBy(() -> tensor.slice(2, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void slice_originalClosed_keepsTheMemory() {
        Tensor tensor = floats();
        Tensor row = tensor.slice(1, 1);
        tensor.close();
        assertThat(pool.blocksInUse()).isEqualTo(1);
        row.close();
    }

    @Test
    void slice_lastHolderClosed_givesTheMemoryBack() {
        Tensor tensor = floats();
        Tensor row = tensor.slice(1, 1);
        tensor.close();
        row.close();
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void slice_originalClosed_keepsItsContent() {
        Tensor tensor = floats();
        try (Tensor row = tensor.slice(1, 1)) {
            tensor.close();
            try (Tensor other = Tensor.ofFloats(pool, Shape.of(3, 2), 9, 9, 9, 9, 9, 9)) {
                assertThat(other.number(2)).isEqualTo(9);
                assertThat(row.toFloats()).containsExactly(2, 3);
            }
        }
    }

    @Test
    void reshape_asManyElements_keepsTheContent() {
        try (Tensor tensor = floats();
                Tensor flat = tensor.reshape(Shape.of(6))) {
            assertThat(flat.toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
        }
    }

    @Test
    void reshape_otherCount_isRefused() {
        try (Tensor tensor = floats()) {
            assertThatThrownBy(() -> tensor.reshape(Shape.of(5)))
                    .isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void reshape_bothClosed_givesTheMemoryBackOnce() {
        Tensor tensor = floats();
        Tensor flat = tensor.reshape(Shape.of(6));
        flat.close();
        tensor.close();
        assertThat(pool.bytesIdle()).isEqualTo(64);
    }

    @Test
    void reshape_positionMovedInOne_leavesTheOther() {
        try (Tensor tensor = floats();
                Tensor flat = tensor.reshape(Shape.of(6))) {
            flat.data().position(4);
            assertThat(tensor.data().position()).isZero();
        }
    }

    @Test
    void share_anyTensor_isLittleEndian() {
        try (Tensor tensor = floats();
                Tensor other = tensor.share()) {
            assertThat(other.data().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        }
    }

    @Test
    void as_bytes_keepsTheElements() {
        try (Tensor tensor = texts();
                Tensor bytes = tensor.as(ElementType.BYTES)) {
            assertThat(bytes.element(0)).isEqualTo("a".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void as_numericType_throws() {
        try (Tensor tensor = texts()) {
            assertThatThrownBy(() -> tensor.as(ElementType.INT8))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void byteCount_slice_isThatOfTheSlice() {
        try (Tensor tensor = floats();
                Tensor row = tensor.slice(0, 1)) {
            assertThat(row.byteCount()).isEqualTo(8);
        }
    }

    @Test
    void byteCount_strings_isTheSumOfTheirBytes() {
        try (Tensor tensor = texts()) {
            assertThat(tensor.byteCount()).isEqualTo(1 + 13);
        }
    }

    @Test
    void toFloats_otherType_throws() {
        try (Tensor tensor = Tensor.ofLongs(pool, Shape.of(1), 1)) {
            assertThatThrownBy(tensor::toFloats)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a tensor of int64 read as float32");
        }
    }

    @Test
    void rows_scalar_isOne() {
        try (Tensor tensor = Tensor.ofLongs(pool, Shape.of(), 7)) {
            assertThat(tensor.rows()).isEqualTo(1);
        }
    }
}
