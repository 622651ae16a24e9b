package dev.berth.cards.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Test of authors' texts in both readable forms.
class AuthorMarkdownTest {
    private static String html(String markdown) {
        return HtmlDocumentWriter.write(SampleDocument.withAuthorText(markdown)).text();
    }

    private static String markdown(String markdown) {
        return MarkdownDocumentWriter.write(
                        SampleDocument.withAuthorText(markdown), Optional.empty())
                .text();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "a <img src=x onerror=alert(1)> b",
                "<div onclick=x>\n\nb\n\n</div>",
                "<style>*{display:none}</style>",
                "<!-- a comment -->"
            })
    void html_inAText_isShownAsText(String text) {
        assertThat(html(text)).doesNotContain(text).contains("&lt;");
        assertThat(markdown(text)).doesNotContain(text).contains("\\<");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "JaVaScRiPt:alert(1)",
                "vbscript:x",
                "data:text/html;base64,xxx",
                "java&#115;cript:x",
                "file:///etc/passwd"
            })
    void link_toWhatIsNoAddressOfTheWeb_isItsWordsAlone(String target) {
        String text = "[words](" + target + ")";

        assertThat(html(text)).contains("<p>words</p>");
        assertThat(markdown(text)).contains("\nwords\n").doesNotContain("](j", "](J", "](v", "](d");
    }

    @Test
    void picture_isALink() {
        assertThat(html("![a plot](https://example.org/x.png)"))
                .contains("href=\"https://example.org/x.png\">a plot</a>")
                .doesNotContain("<img");
        assertThat(markdown("![](x.png)")).contains("[x.png](x.png)").doesNotContain("![](x");
    }

    @Test
    void headings_areBelowThatOfTheSection() {
        assertThat(html("# Own\n\ntext")).contains("<h3>Own</h3>");
        assertThat(markdown("###### Own")).contains("###### Own");
    }

    @Test
    void referenceLinks_andTables_areKept() {
        assertThat(markdown("see [it][1]\n\n| a |\n|---|\n| b |\n\n[1]: https://example.org"))
                .contains("[it](https://example.org)", "|a|\n|---|\n|b|");
    }

    @ParameterizedTest
    @ValueSource(strings = {"> ", "- ", "*a ", "[", "![", "**", "`", "~", "1. ", "<a>", "| - "})
    void text_withDeepNesting_isBoundedInTimeAndDepth(String part) {
        String text = part.repeat(20_000 / part.length());

        assertThat(html(text)).endsWith("</html>\n");
        assertThat(markdown(text)).contains("## Quantitative analyses");
    }
}
