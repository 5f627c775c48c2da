package io.acsexport.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    // Null where classes lie in a folder instead of the jar.
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"acs-export " + (version == null ? "(not packaged)" : version)};
  }
}
