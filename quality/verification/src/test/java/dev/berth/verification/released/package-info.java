/// Tests of Berth's artifacts as users get them: from a repository, in a separate project.
@NullMarked
package dev.berth.verification.released;

import org.jspecify.annotations.NullMarked;
