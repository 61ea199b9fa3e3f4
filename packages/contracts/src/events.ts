/** Topic with everything that happens to users. */
export const usersTopic = 'users';

export interface UserCreated {
  readonly user_id: string;
  readonly username: string;
}
