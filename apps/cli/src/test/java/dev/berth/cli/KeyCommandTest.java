package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import org.junit.jupiter.api.Test;

class KeyCommandTest {
    @Test
    void keyNew_ofAConsumer_printsKeyAndDigestOfOneId() {
        Run run = RecordedTerminal.run("key", "create", "shop");
        assertThat(run.status()).as(run.err()).isZero();
        String key = run.out().replaceAll("(?s).*?(berth_\\S+).*", "$1");
        String hash = run.out().replaceAll("(?s).*hash: (\\S+).*", "$1");
        assertThat(key).hasSize(58);
        assertThat(hash).matches("[0-9a-f]{8}:[0-9a-f]{64}").startsWith(key.substring(6, 14));
        assertThat(run.out()).contains("    shop:");
    }

    @Test
    void keyNew_ofAnImpossibleName_isRefused() {
        Run run = RecordedTerminal.run("key", "create", "the shop");
        assertThat(run.status()).isNotZero();
        assertThat(run.err()).contains("consumer name 'the shop'");
    }

    @Test
    void key_withoutACommand_isAnErrorOfUsage() {
        assertThat(RecordedTerminal.run("key").status()).isEqualTo(2);
    }
}
