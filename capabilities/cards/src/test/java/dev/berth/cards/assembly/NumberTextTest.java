package dev.berth.cards.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {
    @ParameterizedTest
    @CsvSource({
        "0.8125, 0.813",
        "0, 0.000",
        "-0.05, −0.050",
        "1, 1.000",
        "0.00004, 4.0e−5",
        "12.34567, 12.346",
        "123.456, 123.5",
        "123456.7, '123,457'"
    })
    void decimal_hasTheDigitsThatMatter(double number, String text) {
        assertThat(NumberText.decimal(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.95, 95 %",
        "0.999, 99.9 %",
        "0.999999, 99.9999 %",
        "0.000000004, 0 %",
        "1, 100 %",
        "0, 0 %"
    })
    void percent_hasTheDigitsThatItHas(double share, String text) {
        assertThat(NumberText.percent(share)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "250, 250 ns",
        "1500, 1.50 µs",
        "12345678, 12.3 ms",
        "987654321, 988 ms",
        "2500000000, 2.50 s"
    })
    void nanos_haveTheUnitThatFits(double nanos, String text) {
        assertThat(NumberText.nanos(nanos)).isEqualTo(text);
    }

    @Test
    void bytes_haveTheUnitThatFits() {
        assertThat(NumberText.bytes(999)).isEqualTo("999 B");
        assertThat(NumberText.bytes(123_456)).isEqualTo("123 kB");
        assertThat(NumberText.bytes(23_068_672)).isEqualTo("23.1 MB");
    }

    @Test
    void metrics_haveTheNamesOfTheField() {
        assertThat(MetricNames.shown("roc-auc")).isEqualTo("ROC AUC");
        assertThat(MetricNames.heading("recall[bad]")).isEqualTo("Recall of bad");
        assertThat(MetricNames.shown("ndcg@10")).isEqualTo("nDCG@10");
        assertThat(MetricNames.heading("some-new-one")).isEqualTo("Some new one");
    }
}
