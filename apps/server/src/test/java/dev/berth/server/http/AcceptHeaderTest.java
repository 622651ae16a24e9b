package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptHeaderTest {
    private static final String PROBLEM = "application/problem+json";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON; charset=utf-8",
                "application/json, text/plain, */*",
                "text/html;q=0.9, application/json;q=0.1",
                "application/json, application/problem+json;q=0.5",
                "*/*, application/problem+json;q=0",
                "application/json;q=0.8, */*;q=0.5"
            })
    void header_thatPrefersJson_wantsIt(String header) {
        assertThat(AcceptHeader.prefersJson(header, PROBLEM)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "application/*",
                "text/html",
                "application/problem+json",
                "application/json, application/problem+json",
                "application/problem+json, application/json;q=0.9",
                "application/json;q=0",
                "application/json;q=0, */*;q=0",
                "application/json;q=0.5, */*",
                "application/json;q=much",
                "application/json;q=NaN, */*;q=0.1",
                "application/json;q=2",
                "application/jsonp, ;;;,,q=1"
            })
    void header_thatDoesNot_getsTheTypeOfProblems(String header) {
        assertThat(AcceptHeader.prefersJson(header, PROBLEM)).isFalse();
    }

    @Test
    void header_ofABrowser_prefersAPage() {
        String browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assertThat(AcceptHeader.prefersJson(browser, "text/html")).isFalse();
        assertThat(AcceptHeader.prefersJson("*/*", "text/html")).isFalse();
        assertThat(AcceptHeader.prefersJson("application/*", "text/html")).isTrue();
        assertThat(AcceptHeader.prefersJson("application/json", "text/html")).isTrue();
    }

    @Test
    void header_absent_getsTheTypeOfProblems() {
        assertThat(AcceptHeader.prefersJson(null, PROBLEM)).isFalse();
    }
}
