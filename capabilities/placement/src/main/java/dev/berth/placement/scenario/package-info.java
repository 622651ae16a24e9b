/// Scenarios: components, flows, sites, links, workload and requirements. Every number is in SI
/// units: seconds, bytes, bytes a second, watts; prices in dollars. Start reading at
/// [dev.berth.placement.scenario.Scenario].
@NullMarked
package dev.berth.placement.scenario;

import org.jspecify.annotations.NullMarked;
