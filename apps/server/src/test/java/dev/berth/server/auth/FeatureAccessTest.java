package dev.berth.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ConsumerName;
import dev.berth.core.ModelName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.feature.ServiceReference;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.ApiConsumer;
import dev.berth.core.system.ApiConsumer.Permissions;
import dev.berth.core.system.FeatureGrant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FeatureAccessTest {
    private final List<AccessDenialReason> refusals = new ArrayList<>();

    private static Caller caller(Optional<Permissions> permissions) {
        return Caller.of(
                new ApiConsumer(
                        ConsumerName.of("shop"),
                        "Ranks",
                        Optional.empty(),
                        Optional.empty(),
                        new ApiConsumer.Credentials(List.of(), List.of(), List.of()),
                        permissions,
                        Optional.empty(),
                        false),
                null);
    }

    private static Caller granted(String... features) {
        return caller(
                Optional.of(
                        new Permissions(
                                Set.of(),
                                Optional.of(
                                        Stream.of(features)
                                                .map(FeatureGrant::parse)
                                                .collect(Collectors.toSet())))));
    }

    private static Caller ofModel() {
        return caller(Optional.of(new Permissions(Set.of(ModelName.of("fake")), Optional.empty())));
    }

    private FeatureAccess access(Caller caller) {
        return new FeatureAccess(caller, refusals::add);
    }

    @Test
    void access_ofAnybodyAndOfAConsumerWithoutPermissions_isToAll() {
        for (Caller caller : List.of(Caller.ANYBODY, caller(Optional.empty()))) {
            FeatureAccess access = access(caller);
            assertThat(access.isToAll()).isTrue();
            assertThat(access.mayCall("any")).isTrue();
            assertThat(access.mayRead(ViewReference.of("v", 1))).isTrue();
            assertThat(access.mayRead(ServiceReference.of("s", 1))).isTrue();
            assertThat(access.isNamed("nothing")).isTrue();
            access.requireMayList();
        }
        assertThat(FeatureAccess.ALL.isToAll()).isTrue();
    }

    @Test
    void grant_ofAVersion_isOfThatVersionAlone() {
        FeatureAccess access = access(granted("departures@1", "arrival-delay@2"));
        assertThat(access.isToAll()).isFalse();
        assertThat(access.mayRead(ViewReference.of("departures", 1))).isTrue();
        assertThat(access.mayRead(ViewReference.of("departures", 2))).isFalse();
        assertThat(access.mayRead(ViewReference.of("departures", 11))).isFalse();
        assertThat(access.mayRead(ServiceReference.of("arrival-delay", 2))).isTrue();
        assertThat(access.mayRead(ServiceReference.of("arrival-delay", 1))).isFalse();
        assertThat(access.isNamed("departures@1")).isTrue();
        assertThat(access.isNamed("departures")).isFalse();
    }

    @Test
    void grant_withoutAVersion_isOfEach() {
        FeatureAccess access = access(granted("departures", "arrival-delay"));
        assertThat(access.mayRead(ViewReference.of("departures", 1))).isTrue();
        assertThat(access.mayRead(ViewReference.of("departures", 7))).isTrue();
        assertThat(access.mayRead(ViewReference.of("departure", 1))).isFalse();
        assertThat(access.mayRead(ServiceReference.of("arrival-delay", 3))).isTrue();
        assertThat(access.isNamed("departures@9")).isTrue();
        assertThat(access.isNamed("no name")).isFalse();
        assertThat(access.mayCall("departures")).isFalse();
    }

    @Test
    void permissions_ofModelsAlone_areToNothingByItsOwnName() {
        FeatureAccess access = access(ofModel());
        assertThat(access.mayCall("fake")).isTrue();
        assertThat(access.mayCall("other")).isFalse();
        assertThat(access.mayRead(ViewReference.of("fake", 1))).isFalse();
        assertThat(access.mayRead(ServiceReference.of("fake", 1))).isFalse();
        assertThat(access.isNamed("fake")).isFalse();
        assertThatThrownBy(access::requireMayList).hasMessageContaining("forbidden");
        assertThat(refusals).containsExactly(AccessDenialReason.FEATURES_NOT_ALLOWED);
    }

    @Test
    void list_ofNoFeatures_isEmptyRatherThanForbidden() {
        access(granted()).requireMayList();
        assertThat(refusals).isEmpty();
    }

    @Test
    void denied_name_isExcerptedAndCounted() {
        Problem denied = access(granted()).deniedView("x".repeat(10_000)).problem();
        assertThat(denied.message()).startsWith("features of view 'xxx").hasSizeLessThan(1_000);
        assertThat(refusals).hasSize(1);
    }

    @Test
    void told_featureNotFound_isWithoutOtherNames() {
        for (String message :
                List.of(
                        "no view 'a'; did you mean 'b'?",
                        "no view a that is stored (expected: one of [b@1, c@1])",
                        "feature 'a' (expected: one of b; did you mean 'b'?)")) {
            Problem problem = Problem.of(ProblemCode.FEATURE_NOT_FOUND, message, "see the list");
            Problem redacted = granted("a").redact(problem);
            assertThat(redacted.code()).isEqualTo(ProblemCode.FEATURE_NOT_FOUND);
            assertThat(redacted.message()).contains("a").doesNotContain("b", "(", ";");
            assertThat(redacted.remedy()).doesNotContain("list");
            assertThat(caller(Optional.empty()).redact(problem)).isSameAs(problem);
        }
    }
}
