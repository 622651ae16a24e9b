/// The catalog: which models a system has, whether their descriptions are right, and where their
/// files are.
///
/// Start reading at [dev.berth.catalog.Catalog]. YAML and JSON Schema are in `document`, fetching
/// and verifying files in `artifact`, what was measured of packages in `profile`. Deliberately
/// absent: loading models, which is the serving capability's job, and looking into artifacts, which
/// is the runtime's.
@NullMarked
package dev.berth.catalog;

import org.jspecify.annotations.NullMarked;
