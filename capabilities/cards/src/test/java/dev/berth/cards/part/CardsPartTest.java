package dev.berth.cards.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cards.CreditSystem;
import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.DocumentSubject;
import dev.berth.cards.requirement.Requirement;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardsPartTest {
    @TempDir Path directory;
    private CreditSystem system = CreditSystem.in(Path.of("target/unused"));

    @BeforeEach
    void write() {
        system = CreditSystem.in(directory);
    }

    private CardDescription card(String yaml) {
        system.card(yaml);
        assertThat(errors()).isEmpty();
        return system.snapshot().part(Cards.class).find("credit").orElseThrow();
    }

    private List<String> errors() {
        return system.snapshot().errors().stream().map(ValidationError::toString).toList();
    }

    @Test
    void file_withTexts_isReadWithTheirPlaces() {
        CardDescription card =
                card(
                        """
                        title: Credit risk
                        evaluations: [credit]
                        hub: {language: [en], tags: [tabular], pipeline-tag: tabular-classification}
                        model-card:
                          details:
                            developers: The *risk* team
                          intended-use:
                            primary-uses:
                              - first
                              - |
                                second
                                line
                        """);

        assertThat(card.subject()).isEqualTo(DocumentSubject.model("credit", ""));
        assertThat(card.title()).contains("Credit risk");
        assertThat(card.hub().languages()).containsExactly("en");
        AuthorEntry developers =
                card.find(DocumentKind.MODEL_CARD, "details", "developers").orElseThrow();
        assertThat(developers.markdown()).isEqualTo("The *risk* team");
        assertThat(developers.location().line()).isEqualTo(6);
        assertThat(card.find(DocumentKind.MODEL_CARD, "intended-use", "primary-uses"))
                .hasValueSatisfying(
                        entry ->
                                assertThat(entry.markdown())
                                        .isEqualTo("- first\n- second\n  line"));
    }

    @Test
    void card_thatIsComplete_hasNoErrors() {
        assertThat(errors()).isEmpty();
    }

    @Test
    void requirements_ofEachKind_areRead() {
        CardDescription card =
                card(
                        """
                        requirements:
                          - {metric: roc-auc, at-least: 0.8}
                          - {metric: accuracy, slice: age_group=young, at-least: 0.6, at-most: 0.99, confident: true}
                          - {gap: demographic-parity-difference, column: sex, at-most: 0.1}
                          - {latency: p99, callers: 4, at-most: 50ms}
                          - {throughput: 100}
                          - {availability: 0.999}
                          - {document: model-card}
                          - {document: interface, sections: [types, limitations]}
                          - {license: [Apache-2.0, MIT]}
                        """);

        assertThat(card.requirements().stream().map(Requirement::sentence))
                .containsExactly(
                        "roc-auc of all rows is at least 0.8",
                        "accuracy of age_group=young is between 0.6 and 0.99, with its whole interval",
                        "demographic-parity-difference by sex is at most 0.1",
                        "p99 latency is at most 50 ms with 4 callers",
                        "throughput is at least 100 records/s",
                        "availability is at least 0.999",
                        "Model card is complete",
                        "Interface is complete in types, limitations",
                        "licence is one of Apache-2.0, MIT");
        assertThat(card.requirements().get(2).location().line()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model: kredit | the model 'kredit' | write `credit`",
                "endpoint: credit | the endpoint 'credit' | name one that is there",
                "{model: credit, endpoint: credit} | `endpoint` beside `model` | remove one",
                "{model: credit, version: 9} | the version '9' | name one that is there",
                "system: false | false | remove it",
                "modelcard: {} | the key 'modelcard' | rename it to `model-card`",
                "model-card: {detals: {}} | the key 'detals' | rename it to `details`",
                "model-card: {details: {date: 5}} | the number 5 | write it as in",
                "requirements: [{metric: a}] | no bound | add one",
                "requirements: [{at-least: 1}] | none of these keys | write one requirement",
                "requirements: [{metric: a, gap: b, at-least: 1}] | metric and gap | write one requirement",
                "requirements: [{metric: a, at-least: 2, at-most: 1}] | `at-least` above `at-most` | swap",
                "requirements: [{metric: a, at-most: 5ms}] | the text '5ms' | without a unit",
                "requirements: [{gap: a, at-most: 1}] | a `gap` without `column` | add it",
                "requirements: [{latency: p99}] | a `latency` without a duration | 50ms",
                "requirements: [{latency: p98, at-most: 5ms}] | the text 'p98' | p99",
                "requirements: [{throughput: 5, at-least: 1}] | `at-least` beside `throughput` | behind",
                "requirements: [{document: model-card, sections: [intended]}] | the text 'intended' | name a section",
                "{system: true, requirements: [{metric: a, at-least: 1}]} | `metric` of a system | write it into"
            })
    void file_withAnError_isReportedWithItsRemedy(String yaml, String found, String remedy) {
        system.card(yaml + "\n");

        assertThat(errors()).hasSize(1);
        assertThat(errors().getFirst()).contains("credit.yaml:1", found, remedy);
    }

    @Test
    void file_aboutNothing_isReported() {
        system.write("cards/other.yaml", "title: x\n");

        assertThat(errors())
                .singleElement()
                .asString()
                .contains("other.yaml", "names neither a model nor an endpoint", "rename the file");
    }
}
