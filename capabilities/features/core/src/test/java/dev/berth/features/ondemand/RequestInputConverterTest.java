package dev.berth.features.ondemand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.SourceLocation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of request fields and declared types.
class RequestInputConverterTest {
    private static @Nullable Object given(FeatureType type, @Nullable Object value) {
        var view =
                new OnDemandView(
                        ViewReference.of("calendar", 1),
                        "",
                        Optional.empty(),
                        List.of(),
                        Map.of("field", type),
                        Map.of(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        new SourceLocation(Path.of("test.yaml"), 1));
        return RequestInputConverter.require(view, "field", type, value);
    }

    private static @Nullable Object given(ValueType type, @Nullable Object value) {
        return given(FeatureType.of(type), value);
    }

    @Test
    void number_widerThanItsType_isTheNearestOfTheType() {
        assertThat(given(ValueType.FLOAT32, 0.1)).isEqualTo(0.1f);
        assertThat(given(ValueType.FLOAT64, 0.1f)).isEqualTo((double) 0.1f);
        assertThat(given(ValueType.FLOAT64, 3L)).isEqualTo(3.0);
        assertThat(given(ValueType.INT32, 3L)).isEqualTo(3);
        assertThat(given(ValueType.INT64, 3)).isEqualTo(3L);
    }

    @Test
    void list_ofNumbers_isOfTheElementsType() {
        assertThat(given(FeatureType.listOf(ValueType.FLOAT32), Arrays.asList(0.1, 2L, null)))
                .isEqualTo(Arrays.asList(0.1f, 2.0f, null));
    }

    @Test
    void time_asTextOrNumber_isInMicroseconds() {
        assertThat(given(ValueType.TIMESTAMP, "1970-01-01T00:00:01.5Z")).isEqualTo(1_500_000L);
        assertThat(given(ValueType.TIMESTAMP, 7L)).isEqualTo(7L);
    }

    @Test
    void value_missingOrNaN_isMissing() {
        assertThat(given(ValueType.FLOAT64, null)).isNull();
        assertThat(given(ValueType.FLOAT64, Double.NaN)).isNull();
        assertThat(given(ValueType.FLOAT32, Float.NaN)).isNull();
    }

    @Test
    void value_thatDoesNotFit_isRefusedWithWhatItIs() {
        assertThatThrownBy(() -> given(ValueType.INT32, 3_000_000_000L))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("field is 3000000000 (expected: int32, for calendar@1)");
        assertThatThrownBy(() -> given(ValueType.INT64, 1.5)).hasMessageContaining("field is 1.5");
        assertThatThrownBy(() -> given(ValueType.STRING, 1L)).hasMessageContaining("field is 1");
        assertThatThrownBy(() -> given(ValueType.TIMESTAMP, "noon"))
                .hasMessageContaining("field is a String (expected: timestamp");
        assertThatThrownBy(() -> given(FeatureType.listOf(ValueType.BOOL), List.of(true, 1L)))
                .hasMessageContaining("expected: bool[]");
    }
}
