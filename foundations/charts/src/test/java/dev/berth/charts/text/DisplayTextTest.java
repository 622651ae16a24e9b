package dev.berth.charts.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DisplayTextTest {
    @Test
    void text_withWhatMustNotBeShown_hasAReplacementForEach() {
        assertThat(DisplayText.clean("a\u0000b\u202Ec\uE001d\uD800e\u2067"))
                .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFD");
    }

    @Test
    void text_ofOtherScripts_isKept() {
        String text = "Größe\n\tשלום 漢字 😀 é";

        assertThat(DisplayText.clean(text)).isEqualTo(text);
    }

    @Test
    void line_ofSeveralLines_isOne() {
        assertThat(DisplayText.line("a \n  b\tc")).isEqualTo("a b c");
    }
}
