package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
    private final Router router =
            router(
                    "/**",
                    "/",
                    "/docs",
                    "/health",
                    "/search/**",
                    "/v2/**",
                    "/v2",
                    "/v2/models/stats",
                    "/v2/models/{model}",
                    "/v2/models/{model}/infer",
                    "/v2/models/{model}/versions/{version}",
                    "/v2/models/{model}/versions/{version}/infer",
                    "/v1/models/{model}",
                    "/v1/models/{model}:predict",
                    "/v1/models/{model}:classify",
                    "/v1/models/{model}/versions/{version}",
                    "/v1/models/{model}/versions/{version}:predict",
                    "/v1/features:read",
                    "/v1/features/{source}:push",
                    "/v1/features/{view}/statistics");

    private static Router router(String... templates) {
        return new Router(Stream.of(templates).map(RouterTest::route).toList());
    }

    private static Route route(String template) {
        return Route.get(template, RouteAuthorizer::everyone, (exchange, body) -> {});
    }

    private String template(String path) {
        return router.match(path).route().template().text();
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/models/m/infer,/v2/models/{model}/infer,m,''",
        "/v2/models/m/infer/,/v2/models/{model}/infer,m,''",
        "/v2/models/m/versions/1.2/infer,/v2/models/{model}/versions/{version}/infer,m,1.2",
        "/v1/models/m:predict,/v1/models/{model}:predict,m,''",
        "/v1/models/m/versions/3:predict,/v1/models/{model}/versions/{version}:predict,m,3",
        "/v1/models/a:b/versions/3,/v1/models/{model}/versions/{version},a:b,3",
        "/v2/models/infer/infer,/v2/models/{model}/infer,infer,''",
        "/v2/models/stats/infer,/v2/models/{model}/infer,stats,''",
        "/v2/models/stats,/v2/models/stats,'',''"
    })
    void match_path_hasRouteModelAndVersion(
            String path, String template, String model, String version) {
        RouteMatch match = router.match(path);
        assertThat(match.route().template().text()).isEqualTo(template);
        assertThat(match.value("model")).isEqualTo(model);
        assertThat(match.value("version")).isEqualTo(version);
        assertThat(match.first()).isEqualTo(model);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/models/a%2Fb/infer,a/b",
        "/v2/models/%C3%A9/infer,é",
        "/v2/models/100%/infer,100%",
        "/v2/models/%zz/infer,%zz",
        "/v1/models/m%3Apredict,m"
    })
    void match_percentEscapes_areDecodedAfterTheSplit(String path, String model) {
        assertThat(router.match(path).value("model")).isEqualTo(model);
    }

    @Test
    void match_verbs_areApartFromNames() {
        assertThat(template("/v1/features:read")).isEqualTo("/v1/features:read");
        assertThat(router.match("/v1/features/s:push").value("source")).isEqualTo("s");
        assertThat(router.match("/v1/features/v%402/statistics/").value("view")).isEqualTo("v@2");
        assertThat(template("/v1/models/m:explain")).isEqualTo("/**");
        assertThat(template("/v1/models/:predict")).isEqualTo("/**");
    }

    @Test
    void match_rest_takesWhateverFollows() {
        assertThat(template("/search")).isEqualTo("/search/**");
        assertThat(template("/search/a/b/c")).isEqualTo("/search/**");
        assertThat(template("/v2/models/m/nothing")).isEqualTo("/v2/**");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//",
                "/v2//models/m/infer",
                "/v2/models/m/infer/more",
                "/v2/models/m/versions/1/2/infer",
                "/v3",
                "/docs/../docs.html",
                "/docs/secret",
                "/health/more",
                "/v1",
                "/v1/models/m/versions/1/x",
                "/v1/features/v/history",
                "/v1/features/v/statistics/more",
                "/v1/features:read/v/statistics",
                "/a/b/c/d/e/f/g/h/i/j/k"
            })
    void match_strangePath_isUnknown(String path) {
        assertThat(template(path)).isIn("/**", "/v2/**");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "/"})
    void match_noPath_isTheFirstPage(String path) {
        assertThat(template(path)).isEqualTo("/");
    }

    @Test
    void router_twoRoutesWithTheSamePaths_isRefused() {
        assertThatThrownBy(() -> router("/**", "/v1/{a}/x", "/v1/{b}/x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/v1/{b}/x");
        assertThatThrownBy(() -> new Router(List.of())).hasMessageContaining("/**");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"v1", "/a//b", "/a/{", "/{}", "/{a}/{a}", "/{a}x", "/x{a}", "/**/x", "/a/"})
    void template_malformed_isRefused(String text) {
        assertThatThrownBy(() -> PathTemplate.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }
}
