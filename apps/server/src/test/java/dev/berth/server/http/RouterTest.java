package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
    @Test
    void route_predictions_haveModelAndVersion() {
        assertThat(Router.route("/v2/models/m/infer")).isEqualTo(new Route.Infer("m", ""));
        assertThat(Router.route("/v2/models/m/versions/1.2/infer"))
                .isEqualTo(new Route.Infer("m", "1.2"));
        assertThat(Router.route("/v1/models/m:predict")).isEqualTo(new Route.Predict("m", ""));
        assertThat(Router.route("/v1/models/m/versions/3:predict"))
                .isEqualTo(new Route.Predict("m", "3"));
    }

    @Test
    void route_trailingSlash_changesNothing() {
        assertThat(Router.route("/v2/models/m/infer/")).isEqualTo(new Route.Infer("m", ""));
        assertThat(Router.route("/v2/")).isEqualTo(new Route.ServerMetadata());
    }

    @Test
    void route_percentEscapes_areDecodedAfterTheSplit() {
        assertThat(Router.route("/v2/models/a%2Fb/infer")).isEqualTo(new Route.Infer("a/b", ""));
        assertThat(Router.route("/v2/models/%C3%A9/infer")).isEqualTo(new Route.Infer("é", ""));
        assertThat(Router.route("/v2/models/100%/infer")).isEqualTo(new Route.Infer("100%", ""));
        assertThat(Router.route("/v2/models/%zz/infer")).isEqualTo(new Route.Infer("%zz", ""));
        assertThat(Router.route("/v1/models/m%3Apredict")).isEqualTo(new Route.Predict("m", ""));
    }

    @Test
    void route_modelNamedLikeAnAction_isTheModel() {
        assertThat(Router.route("/v2/models/infer/infer")).isEqualTo(new Route.Infer("infer", ""));
        assertThat(Router.route("/v2/models/stats")).isEqualTo(new Route.Statistics("", ""));
        assertThat(Router.route("/v2/models/stats/infer")).isEqualTo(new Route.Infer("stats", ""));
    }

    @Test
    void route_ofAView_saysWhatIsAskedOfIt() {
        assertThat(Router.route("/v1/features/v@2/statistics"))
                .isEqualTo(new Route.V1FeatureStatistics("v@2"));
        assertThat(Router.route("/v1/features/v%402/lineage/"))
                .isEqualTo(new Route.V1FeatureLineage("v@2"));
        assertThat(Router.route("/v1/features/v/lineage", Router.Offer.PREDICTIONS))
                .isInstanceOf(Route.NotFound.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "//",
                "/v2/models//",
                "/v2//models/m/infer",
                "/v2/models/m/infer/more",
                "/v2/models/m/versions",
                "/v2/models/m/versions/1/2/infer",
                "/v3",
                "/docs/../docs.html",
                "/docs/secret",
                "/v1/models/m/versions/1/x",
                "/v1/features/v/history",
                "/v1/features/v/lineage/more",
                "/v1/features:read/v/lineage",
                "/v2/health",
                "/a/b/c/d/e/f/g/h/i/j/k"
            })
    void route_strangePath_isSomethingHarmless(String path) {
        Route route = Router.route(path);
        assertThat(route)
                .isInstanceOfAny(
                        Route.NotFound.class,
                        Route.Home.class,
                        Route.Asset.class,
                        Route.ModelMetadata.class);
    }
}
