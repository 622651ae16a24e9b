package dev.berth.core.system;

import java.util.List;
import java.util.Set;

/// The declared consumers, token issuers and public routes of a system.
///
/// @param consumers those declared; with none, callers are not identified
/// @param issuers whose tokens stand for consumers
/// @param anonymous what becomes of callers that are none of the consumers
/// @param openRoutes what needs no key although consumers are declared
/// @param errors what is wrong with these rules, which are then not to be relied on: what is
///   missing in them may be what could not be read
public record AccessRules(
        List<ApiConsumer> consumers,
        List<TokenIssuer> issuers,
        AnonymousPolicy anonymous,
        Set<OpenRoute> openRoutes,
        List<ValidationError> errors) {

    public AccessRules {
        consumers = List.copyOf(consumers);
        issuers = List.copyOf(issuers);
        openRoutes = Set.copyOf(openRoutes);
        errors = List.copyOf(errors);
    }

    /// Rules of a system that declares no consumer.
    public static AccessRules none() {
        return of(List.of());
    }

    /// Rules of a system that declares these consumers, and nothing else.
    public static AccessRules of(List<ApiConsumer> consumers) {
        return new AccessRules(consumers, List.of(), AnonymousPolicy.DENY, Set.of(), List.of());
    }

    /// Rules that could not be read.
    public static AccessRules unreadable(List<ValidationError> errors) {
        return new AccessRules(List.of(), List.of(), AnonymousPolicy.DENY, Set.of(), errors);
    }
}
