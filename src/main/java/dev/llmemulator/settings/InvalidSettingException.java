package dev.llmemulator.settings;

/** A setting that cannot be used. The message names the setting as the user gave it, its value and what is accepted. */
public final class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public InvalidSettingException(String message) {
        super(message);
    }

    static InvalidSettingException value(String name, String value, String accepted) {
        // A URL may hold a password.
        var shown = value.replaceAll("//[^/,]*@", "//***@");
        return new InvalidSettingException(
                "Setting %s has the value \"%s\", but must be %s.".formatted(name, shown, accepted));
    }
}
