package io.acsexport.cli.migration;

/**
 * A secret on its way into a file of its own. Prints the name alone.
 *
 * @param name of the file, within the folder of the configuration
 * @param content the secret in clear
 */
public record SecretFile(String name, String content) {

  @Override
  public String toString() {
    return name;
  }
}
