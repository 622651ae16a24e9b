/// The system description: what `berth.yaml` and `model.yaml` say, as valid objects.
///
/// Start reading at [dev.berth.core.system.ModelPackage]. Deliberately absent: reading and checking
/// the files, which is the catalog's job.
@NullMarked
package dev.berth.core.system;

import org.jspecify.annotations.NullMarked;
