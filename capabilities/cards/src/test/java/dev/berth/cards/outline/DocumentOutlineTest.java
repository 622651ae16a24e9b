package dev.berth.cards.outline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cards.document.DocumentKind;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DocumentOutlineTest {
    private static Map<?, ?> child(Object value, String... keys) {
        Object at = value;
        for (String key : keys) {
            at = Objects.requireNonNull(((Map<?, ?>) at).get(key), key);
        }
        return (Map<?, ?>) at;
    }

    private static Object schema() throws IOException {
        try (InputStream in =
                DocumentOutline.class.getResourceAsStream("/dev/berth/schema/card.schema.json")) {
            return Objects.requireNonNull(
                    JsonValues.read(Objects.requireNonNull(in).readAllBytes()));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "COMPARISON")
    void keys_ofAnOutline_areThoseOfTheSchema(DocumentKind kind) throws IOException {
        Map<?, ?> sections = child(schema(), "properties", kind.id(), "properties");
        List<OutlineSection> written =
                DocumentOutline.of(kind).stream()
                        .filter(section -> !section.items().isEmpty())
                        .toList();

        assertThat(List.copyOf(sections.keySet()))
                .isEqualTo(written.stream().map(OutlineSection::key).toList());
        for (OutlineSection section : written) {
            assertThat(List.copyOf(child(sections, section.key(), "properties").keySet()))
                    .isEqualTo(section.items().stream().map(OutlineItem::key).toList());
        }
    }

    /// Source: Mitchell and others, *Model Cards for Model Reporting*, 2019, section 4.
    @Test
    void modelCard_hasTheNineSectionsOfThePaper() {
        assertThat(DocumentOutline.of(DocumentKind.MODEL_CARD).stream().map(OutlineSection::title))
                .containsExactly(
                        "Model details",
                        "Intended use",
                        "Factors",
                        "Metrics",
                        "Evaluation data",
                        "Training data",
                        "Quantitative analyses",
                        "Ethical considerations",
                        "Caveats and recommendations");
    }
}
