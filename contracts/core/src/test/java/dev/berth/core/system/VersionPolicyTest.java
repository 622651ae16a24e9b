package dev.berth.core.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ModelVersion;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionPolicyTest {
    private static final List<ModelVersion> PRESENT = versions("10", "9", "2");

    private static List<ModelVersion> versions(String... texts) {
        return Arrays.stream(texts).map(ModelVersion::of).toList();
    }

    @Test
    void latest_one_selectsTheGreatest() {
        assertThat(new VersionPolicy.Latest(1).select(PRESENT)).isEqualTo(versions("10"));
    }

    @Test
    void latest_two_selectsThemAscending() {
        assertThat(new VersionPolicy.Latest(2).select(PRESENT)).isEqualTo(versions("9", "10"));
    }

    @Test
    void latest_moreThanPresent_selectsAll() {
        assertThat(new VersionPolicy.Latest(9).select(PRESENT)).isEqualTo(versions("2", "9", "10"));
    }

    @Test
    void latest_nonePresent_selectsNone() {
        assertThat(new VersionPolicy.Latest(1).select(List.of())).isEmpty();
    }

    @Test
    void latest_zero_throws() {
        assertThatThrownBy(() -> new VersionPolicy.Latest(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("latest: 0 (expected: >= 1)");
    }

    @Test
    void all_anyOrder_selectsThemAscending() {
        assertThat(new VersionPolicy.All().select(PRESENT)).isEqualTo(versions("2", "9", "10"));
    }

    @Test
    void specific_someAbsent_selectsThosePresentAscending() {
        assertThat(new VersionPolicy.Specific(versions("10", "2", "7")).select(PRESENT))
                .isEqualTo(versions("2", "10"));
    }

    @Test
    void specific_sameNumberOtherText_selectsNone() {
        assertThat(new VersionPolicy.Specific(versions("010")).select(PRESENT)).isEmpty();
    }
}
