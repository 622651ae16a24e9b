package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Constraints of an architecture as `berth check` and `berth diagram` tell them.
class ConstraintCommandsTest {
    @TempDir Path directory;
    private String system = "";

    @BeforeEach
    void writeSystem() throws IOException {
        system = ScaleSystem.in(directory).toString();
        Files.createDirectories(directory.resolve("endpoints"));
        Files.writeString(
                directory.resolve("endpoints/once.yaml"),
                "summary: Doubles\nsteps: {it: {model: double}}\n");
    }

    private void write(String architecture) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("architecture"));
        Files.writeString(folder.resolve("rules.yaml"), architecture);
    }

    private Run check() {
        return RecordedTerminal.run("check", system, "--skip-load");
    }

    @Test
    void unguardedModel_isAnErrorWithThePath_untilAGuardIsThere() throws IOException {
        write(
                """
                constraints:
                  guarded:
                    reason: A model is wrong sometimes
                    owner: Safety
                    every-path: {from: kind == 'model', to: kind == 'consumer', passes: kind == 'guard'}
                """);

        Run broken = check();
        Run drawn = RecordedTerminal.run("diagram", system, "constraints");

        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.out())
                .contains(
                        "endpoints/once.yaml:2: error: constraint 'guarded': model double →"
                                + " endpoint once → consumer anyone, without one of",
                        "A model is wrong sometimes (owner: Safety)",
                        "endpoints/once.yaml:2)");
        assertThat(drawn.status()).isZero();
        assertThat(drawn.out()).contains("guarded", "endpoint", "anyone");

        Files.writeString(
                directory.resolve("endpoints/once.yaml"),
                """
                summary: Doubles
                steps: {it: {model: double}}
                guards:
                  odd: {on: output, when: 'output.y[0] < 0.0', abstain: odd}
                """);
        Run held = check();

        assertThat(held.out()).doesNotContain("constraint 'guarded'");
        assertThat(RecordedTerminal.run("diagram", system, "constraints").err())
                .contains("all constraints of", "hold");
    }

    @Test
    void card_approvedForTheVersion_isALabelOfTheModel() throws IOException {
        write(
                """
                components:
                  model double: {labels: {risk: high}}
                constraints:
                  approved:
                    each: {where: "labels['risk'] == 'high'", requires: "labels['card'] == 'approved'"}
                """);
        assertThat(check().out()).contains("constraint 'approved': model double does not meet");

        Path cards = Files.createDirectories(directory.resolve("cards"));
        Files.writeString(
                cards.resolve("double.yaml"),
                "approval: {by: Risk board, date: 2026-12-01, version: 2}\n");
        assertThat(check().out()).contains("constraint 'approved'");

        Files.writeString(
                cards.resolve("double.yaml"),
                "approval: {by: Risk board, date: 2026-12-01, version: 1}\n");
        assertThat(check().out()).doesNotContain("constraint 'approved'");
    }

    @Test
    void declaredConsumersAlone_isDemandedOfAnyone() throws IOException {
        write(
                """
                constraints:
                  declared:
                    each: {where: kind == 'consumer', requires: "labels['declared'] == 'true'"}
                """);

        assertThat(check().out()).contains("constraint 'declared': consumer anyone does not meet");
    }

    @Test
    void mistakes_areReportedAtTheirPlaces() throws IOException {
        write(
                """
                patterns: [multi-teir]
                constraints:
                  a: {never-calls: {from: kindd == 'model', to: 'true'}}
                  b: {never-calls: {from: name, to: 'true'}}
                  c: {reason: nothing}
                  d: {some: {where: 'true'}, each: {where: 'true', requires: 'true'}}
                  e: {budget: {of: 'true'}}
                  f: {never-reaches: {to: 'true'}}
                  g: {every-path: {from: 'true', to: 'true'}}
                  h: {each: {where: kind == 'modell', requires: 'true'}}
                """);

        Run run = check();

        assertThat(run.status()).isEqualTo(1);
        for (int line : new int[] {1, 3, 4, 5, 6, 7, 8, 9}) {
            assertThat(run.out()).contains("rules.yaml:" + line + ": error: ");
        }
        assertThat(run.out()).contains("rules.yaml:10: warning: ", "8 errors", "1 warning");
    }

    /// Each pattern's constraints can be read, and replaced by name.
    @Test
    void patterns_areSetsOfConstraints() throws IOException {
        write(
                """
                patterns: [multi-tier, microservices, stateless-serving, two-phase, batch, precomputed, decoupled-training]
                """);

        Run all = check();

        assertThat(all.out())
                .contains(
                        "constraint 'multi-tier/guarded-answers'",
                        "constraint 'two-phase/has-two-phases'",
                        "constraint 'batch/has-jobs'",
                        "constraint 'batch/no-model-in-the-request'",
                        "constraint 'precomputed/has-answers-made-ahead'");

        write(
                """
                patterns: [multi-tier]
                constraints:
                  multi-tier/guarded-answers:
                    reason: Doubling needs no guard
                    some: {where: "kind == 'model'"}
                """);
        assertThat(check().status()).isZero();
    }
}
