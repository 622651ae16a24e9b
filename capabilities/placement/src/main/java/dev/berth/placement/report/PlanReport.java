package dev.berth.placement.report;

import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.search.SearchResult;
import java.util.Optional;

/// Result of planning a scenario: what text, JSON and pages show.
///
/// @param plan empty if no placement meets the requirements
public record PlanReport(Scenario scenario, SearchResult search, Optional<Plan> plan) {}
