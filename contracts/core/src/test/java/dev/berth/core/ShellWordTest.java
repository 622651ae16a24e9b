package dev.berth.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordTest {
    @Test
    void plainPath_staysAsItIs() {
        assertThat(ShellWord.of(Path.of("/srv/my-system_1.0"))).isEqualTo("/srv/my-system_1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my system", "it's", "", "a\nb", "$HOME/`id`", "~/x", "a;b", "*", "é"})
    void otherWord_isReadBackByAShell(String word) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "printf %s " + ShellWord.of(word)).start();
        assertThat(shell.getInputStream().readAllBytes())
                .isEqualTo(word.getBytes(StandardCharsets.UTF_8));
        assertThat(shell.waitFor()).isZero();
    }
}
