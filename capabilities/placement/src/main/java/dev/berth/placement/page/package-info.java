/// Plans as one HTML page that needs nothing else.
///
/// Start reading at [dev.berth.placement.page.PlanPage]. Deliberately absent: scripts; whatever a
/// picture shows stands in a table as well.
@NullMarked
package dev.berth.placement.page;

import org.jspecify.annotations.NullMarked;
