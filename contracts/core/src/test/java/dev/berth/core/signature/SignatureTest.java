package dev.berth.core.signature;

import static dev.berth.core.signature.Dimension.dynamic;
import static dev.berth.core.signature.Dimension.fixed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.tensor.ElementType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignatureTest {
    private static final Field BATCHED = field("x", dynamic("N"), fixed(16));
    private static final Field ANSWER = field("y", dynamic("N"));

    private static Field field(String name, Dimension... dimensions) {
        return Field.of(name, ElementType.FLOAT32, DeclaredShape.of(dimensions));
    }

    private static Signature batched(Field... inputs) {
        return new Signature(Optional.of("N"), List.of(inputs), List.of(ANSWER));
    }

    @Test
    void new_allFieldsLedByTheBatch_isBatched() {
        assertThat(batched(BATCHED).isBatched()).isTrue();
    }

    @Test
    void new_inputLedByAnotherDimension_throws() {
        assertThatThrownBy(() -> batched(field("x", dynamic("M"), fixed(16))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field 'x' has shape [M, 16] (expected: the batch dimension N first)");
    }

    @Test
    void new_scalarInputInABatchedSignature_throws() {
        assertThatThrownBy(() -> batched(field("x"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void new_outputLedByAFixedSize_throws() {
        assertThatThrownBy(
                        () ->
                                new Signature(
                                        Optional.of("N"),
                                        List.of(BATCHED),
                                        List.of(field("y", fixed(1)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("field 'y'");
    }

    @Test
    void new_inputNamedTwice_throws() {
        assertThatThrownBy(() -> batched(BATCHED, BATCHED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field 'x' (expected: each name once)");
    }

    @Test
    void new_sameNameAsInputAndOutput_isAllowed() {
        var signature = new Signature(Optional.empty(), List.of(BATCHED), List.of(BATCHED));
        assertThat(signature.findOutput("x")).isPresent();
    }

    @Test
    void findInput_nameOfAnOutput_isEmpty() {
        assertThat(batched(BATCHED).findInput("y")).isEmpty();
    }

    @Test
    void hasInputOfBatchAlone_oneInputWithoutAFurtherDimension_isTrue() {
        assertThat(batched(BATCHED, field("z", dynamic("N"))).hasInputOfBatchAlone()).isTrue();
    }

    @Test
    void hasInputOfBatchAlone_onlyTheOutputWithoutAFurtherDimension_isFalse() {
        assertThat(batched(BATCHED).hasInputOfBatchAlone()).isFalse();
    }

    @Test
    void hasInputOfBatchAlone_notBatched_isFalse() {
        var signature =
                new Signature(Optional.empty(), List.of(field("z", fixed(3))), List.of(ANSWER));
        assertThat(signature.hasInputOfBatchAlone()).isFalse();
    }

    @Test
    void recordShape_batched_leavesTheBatchOut() {
        assertThat(batched(BATCHED).recordShape(BATCHED)).hasToString("[16]");
    }

    @Test
    void recordShape_notBatched_isTheWhole() {
        var signature = new Signature(Optional.empty(), List.of(BATCHED), List.of(ANSWER));
        assertThat(signature.recordShape(BATCHED)).hasToString("[N, 16]");
    }

    @Test
    void isRequired_withoutFallback_isTrue() {
        assertThat(BATCHED.isRequired()).isTrue();
    }

    @Test
    void spec_anyField_isWrittenWithTypeAndShape() {
        assertThat(BATCHED.spec()).hasToString("x: float32 [N, 16]");
    }

    private static Signature withList(List<String> keys, Field... outputs) {
        return new Signature(
                Optional.of("N"),
                List.of(BATCHED),
                List.of(outputs),
                List.of(new ObjectListSpec("lines", "", keys)));
    }

    @Test
    void lists_outputsOneAfterTheOther_areFoundByTheirOutputs() {
        Signature signature =
                withList(
                        List.of("text", "box"),
                        ANSWER,
                        field("lines.text", dynamic("N"), dynamic("n")),
                        field("lines.box", dynamic("N"), dynamic("n"), fixed(4)));
        assertThat(signature.findList("lines.box")).map(ObjectListSpec::name).contains("lines");
        assertThat(signature.findList("y")).isEmpty();
        assertThat(signature.findList("lines")).isEmpty();
        assertThat(signature.findList("linesX.box")).isEmpty();
    }

    @Test
    void lists_withAnOutputTooFewOrApart_throw() {
        Field text = field("lines.text", dynamic("N"), dynamic("n"));
        Field box = field("lines.box", dynamic("N"), dynamic("n"));
        assertThatThrownBy(() -> withList(List.of("text", "box"), text))
                .hasMessage(
                        "outputs [lines.text] of the list 'lines' (expected: [lines.text, lines.box],"
                                + " one after the other)");
        assertThatThrownBy(() -> withList(List.of("text", "box"), text, ANSWER, box))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> withList(List.of("text"), text, box))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> withList(List.of("text"), field("lines.text", dynamic("N"))))
                .hasMessageContaining("a single value (expected: a list)");
    }
}
