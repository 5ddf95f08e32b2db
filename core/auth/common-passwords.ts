// The commonest of at least ten characters in published collections of leaked passwords, in lower case.
const COMMON = new Set(
  `0123456789 1234512345 1234567890 12345678910 123456789a 123456789q 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 0987654321
  987654321a 9876543210 1111111111a abc123456789 abcd123456 abcdefghij administrator admin12345 admin123456 adminadmin
  asdfghjkl1 asdfghjkl; baseball123 basketball cheesecake computer123 changeme123 correcthorse dragon12345 football123
  iloveyou12 iloveyou123 iloveyou1234 letmein123 letmein1234 liverpool1 manchester microsoft1 monkey12345 mypassword
  passw0rd12 passw0rd123 password00 password01 password10 password11 password12 password123 password1234 password12345
  password123456 password2024 password2025 password2026 passwordpassword princess12 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedcrfv
  qwerty1234 qwerty12345 qwerty123456 qwertyuiop qwertyuiop1 qwertyuiop123 qwertyuiop[] secret1234 starwars123
  sunshine12 superman12 superman123 supersecret test123456 testtest12 trustno1234 welcome123 welcome1234 welcome12345
  zaq12wsxcde3 zxcvbnm123 zxcvbnm1234 imageprojectmanager`
    .split(/\s+/)
    .filter(Boolean),
);

/** Whether a password is among the first that anybody would try: a common one, or one character over and over. */
export const isCommonPassword = (password: string): boolean =>
  COMMON.has(password.toLowerCase()) || new Set(password.toLowerCase()).size === 1;
