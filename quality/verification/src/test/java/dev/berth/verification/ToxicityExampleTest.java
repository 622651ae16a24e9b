package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.verification.BerthProgram.Outcome;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tests of `examples/toxicity`: the served classifier, its evaluation by identity terms and its
/// card.
@ExtendWith(ExampleServers.Extension.class)
class ToxicityExampleTest {
    private static final String TOXICITY = "/v1/endpoints/toxicity:predict";

    /// Neither is a sentence of the evaluation.
    private static final String RUDE = "You are a fucking idiot, bitch.";

    private static final String FRIENDLY = "We had a lovely picnic by the lake on Sunday.";

    private static RunningServer server;

    @BeforeAll
    static void start(ExampleServers servers) {
        server = servers.of("toxicity");
    }

    @AfterEach
    void nothingLeaks() {
        server.assertNothingLeaked();
    }

    @Test
    void sentences_areDecided() {
        HttpResponse<String> response =
                server.post(
                        TOXICITY,
                        "{\"records\":[{\"text\":%s},{\"text\":%s}]}"
                                .formatted(
                                        RunningServer.quoted(RUDE),
                                        RunningServer.quoted(FRIENDLY)));
        JsonNode records = RunningServer.answer(response).path("records");
        assertThat(records.path(0).path("probability").asDouble()).isBetween(0.9, 1.0);
        assertThat(records.path(0).path("toxic").asBoolean()).isTrue();
        assertThat(records.path(1).path("probability").asDouble()).isBetween(0.0, 0.1);
        assertThat(records.path(1).path("toxic").asBoolean(true)).isFalse();
    }

    @Test
    void evaluationData_isEachTemplateWithEachTerm() throws IOException {
        assertThat(Files.readAllLines(ToxicitySentences.file("sentences.csv")))
                .as("after a change of the templates run ToxicitySentences.main")
                .isEqualTo(ToxicitySentences.lines());
    }

    @Test
    void report_hasAreasOfEachTerm_withTheDeprecationOfPinnedAuc() throws IOException {
        JsonNode report = report();
        JsonNode identities = report.path("fairness").path(0);
        List<String> groups = new ArrayList<>();
        for (JsonNode group : identities.path("groups")) {
            groups.add(group.path("name").asText());
            List<String> metrics = new ArrayList<>();
            group.path("metrics").forEach(each -> metrics.add(each.path("name").asText()));
            assertThat(metrics)
                    .containsExactly("subgroup-auc", "bpsn-auc", "bnsp-auc", "pinned-auc");
        }
        assertThat(groups).isEqualTo(ToxicitySentences.columns());
        assertThat(identities.path("notes").toString()).contains("deprecated by its authors");
        List<String> terms = new ArrayList<>();
        report.path("templates")
                .path(0)
                .path("terms")
                .forEach(each -> terms.add(each.path("term").asText().toLowerCase(Locale.ROOT)));
        assertThat(terms).isEqualTo(groups);
    }

    /// Runs the evaluation again, and compares all its numbers.
    @Test
    void card_isWhatTheSystemGives() {
        Outcome outcome = InProcessCommand.run("card", "examples/toxicity", "toxicity", "--verify");
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out())
                .contains(
                        "toxicity.card.md: ",
                        "toxicity.card.html: ",
                        "evaluations/identities.json: computed again, all numbers are equal");
    }

    @Test
    void release_meetsItsRequirements() {
        Outcome outcome = InProcessCommand.run("check", "examples/toxicity", "--release");
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains("3 of 3 requirements are met");
    }

    private static JsonNode report() throws IOException {
        Path file = Repository.example("toxicity").resolve("evaluations/identities.json");
        return new ObjectMapper().readTree(file.toFile());
    }
}
