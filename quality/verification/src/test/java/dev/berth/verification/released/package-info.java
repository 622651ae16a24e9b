/// Berth's artifacts as others get them: from a repository, in a project that is none of Berth's.
@NullMarked
package dev.berth.verification.released;

import org.jspecify.annotations.NullMarked;
