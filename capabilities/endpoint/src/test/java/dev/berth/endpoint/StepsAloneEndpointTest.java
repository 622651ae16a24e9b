package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A function in Java that joins a graph: a step of one's own, in a package of steps alone.
final class StepsAloneEndpointTest {
    @TempDir private Path directory;

    private EndpointSystem system;

    @BeforeEach
    void writeModels() {
        system = new EndpointSystem(directory);
        system.scores("risk", 0.5)
                .steps(
                        "card-check",
                        """
                        signature:
                          batch: N
                          inputs:
                            - {name: number, type: string, shape: [N], meaning: a card's number}
                          outputs:
                            - {name: valid, type: bool, shape: [N], meaning: whether its check digit is right}
                        encode:
                          - {step: luhn, from: number, into: valid}
                        """)
                .endpoint(
                        "payment",
                        """
                        inputs:
                          - {name: amount, type: float32, meaning: what is to be paid, unit: m}
                        steps:
                          card: {model: card-check}
                          rate: {model: risk, inputs: {x: input.amount, text: input.number}}
                        outputs: {valid: card.valid, risk: rate.score}
                        guards:
                          typo: {on: output, when: "!output.valid", reject: the number has a wrong digit}
                        """)
                .open();
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    @Test
    void ownStep_besideAModel_answers() {
        assertThat(system.errors("payment")).isEmpty();
        Map<String, Object> answer =
                system.predict("payment", Map.of("number", "79927398713", "amount", 8));
        assertThat(answer).containsEntry("valid", true).containsEntry("risk", 4f);
    }

    @Test
    void ownStep_beforeAGuard_decides() {
        assertThatThrownBy(
                        () ->
                                system.predict(
                                        "payment", Map.of("number", "79927398710", "amount", 8)))
                .hasMessageContaining("the number has a wrong digit");
    }
}
